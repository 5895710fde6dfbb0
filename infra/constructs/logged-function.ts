import { type Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  type FunctionOptions,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { lambdaCode } from '../lambda-code.ts';

/** Settings that are handed on as they are. */
type Settings = Pick<
  FunctionOptions,
  'description' | 'memorySize' | 'reservedConcurrentExecutions' | 'deadLetterQueue' | 'retryAttempts'
>;

export interface LoggedFunctionProps extends Settings {
  /** The name of the function's folder in `lambdas/`. */
  readonly code: string;

  /** @default - a name that CloudFormation makes up */
  readonly functionName?: string;

  /** How long one invocation may take. */
  readonly timeout: Duration;

  /**
   * What it is allowed beyond writing to its log group.
   * @default - nothing
   */
  readonly policy?: readonly PolicyStatement[];

  /**
   * Environment variables.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * The function keeps its debug lines until it fails (`withLogging` of `tailgate/lambda`).
   * @default false
   */
  readonly buffersDebugLines?: boolean;
}

/** A function of ours. It logs JSON to a bounded log group of its own, whose name CloudFormation makes up: a group called
 *  `/aws/lambda/<function>` may be there already, and would fail the deployment. It may make no log group. */
export class LoggedFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: LoggedFunctionProps) {
    super(scope, id);
    const { code, policy = [], buffersDebugLines = false, environment, ...settings } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    for (const statement of policy) role.addToPolicy(statement);
    this.function = new LambdaFunction(this, 'Function', {
      memorySize: 256,
      ...settings,
      role,
      logGroup: this.logGroup,
      code: lambdaCode(code),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      loggingFormat: LoggingFormat.JSON,
      // Debug lines that are kept for an error: Lambda would drop them when they are written at last.
      applicationLogLevelV2: buffersDebugLines ? ApplicationLogLevel.DEBUG : ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      // Stack traces name the lines of handler.ts.
      environment: {
        ...(buffersDebugLines && { POWERTOOLS_LOG_LEVEL: 'INFO' }),
        ...environment,
        NODE_OPTIONS: '--enable-source-maps',
      },
      tracing: Tracing.ACTIVE,
    });
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
        reason: 'The policy that the CDK gives for X-Ray: its actions know no resources.',
      },
      ...(props.deadLetterQueue
        ? []
        : [
            {
              id: 'Serverless::Serverless-LambdaDLQ',
              reason:
                'Who calls it waits for the answer: API Gateway, or CloudFormation, which ends by itself when none comes.',
            },
          ]),
    );
  }

  /** The one of its kind in a stack, behind the custom resources of all its constructs. */
  static shared(scope: Construct, id: string, props: LoggedFunctionProps): LoggedFunction {
    const stack = Stack.of(scope);
    const there = stack.node.tryFindChild(id);
    return there instanceof LoggedFunction ? there : new LoggedFunction(stack, id, props);
  }
}
