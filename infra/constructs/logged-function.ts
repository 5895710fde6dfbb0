import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  type FunctionOptions,
  Function as LambdaFunction,
  LoggingFormat,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { lambdaCode } from '../lambda-code.ts';
import { acknowledgeFindings, NODEJS_24 } from './cdk-compatibility.ts';

/** Props that are passed to the function unchanged. */
type PassedProps = Pick<
  FunctionOptions,
  'description' | 'memorySize' | 'reservedConcurrentExecutions' | 'deadLetterQueue' | 'retryAttempts'
>;

export interface LoggedFunctionProps extends PassedProps {
  /** The name of the function's folder in `lambdas/`. */
  readonly code: string;

  /**
   * The name of the function.
   * @default - CloudFormation generates a name
   */
  readonly functionName?: string;

  /** The maximum duration of one invocation. */
  readonly timeout: Duration;

  /**
   * Permissions of the function in addition to writing to its log group.
   * @default - none
   */
  readonly policy?: readonly PolicyStatement[];

  /**
   * Environment variables.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * Whether the function buffers debug lines and writes them when it fails (`withLogging` of `tailgate/lambda`).
   * @default false
   */
  readonly debugBuffer?: boolean;
}

/** A function from `lambdas/`. It logs JSON to its own log group, which has a retention and a generated name: a group
 *  `/aws/lambda/<function>` may exist already, and the deployment would fail. The function is not allowed to create log groups. */
export class LoggedFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: LoggedFunctionProps) {
    super(scope, id);
    const { code, policy = [], debugBuffer = false, environment, ...settings } = props;
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
      runtime: NODEJS_24,
      loggingFormat: LoggingFormat.JSON,
      // At level INFO Lambda would drop the buffered debug lines that are written after an error.
      applicationLogLevelV2: debugBuffer ? ApplicationLogLevel.DEBUG : ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      environment: {
        ...(debugBuffer && { POWERTOOLS_LOG_LEVEL: 'INFO' }),
        ...environment,
        // Stack traces contain the lines of the TypeScript sources.
        NODE_OPTIONS: '--enable-source-maps',
      },
      tracing: Tracing.ACTIVE,
    });
    acknowledgeFindings(
      this,
      {
        id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
        reason: 'The CDK adds this policy for X-Ray, whose actions do not support resources.',
      },
      ...(props.deadLetterQueue
        ? []
        : [
            {
              id: 'Serverless::Serverless-LambdaDLQ',
              reason: 'The caller (API Gateway or CloudFormation) waits for the response, and has its own timeout.',
            },
          ]),
    );
  }

  /** The function with this id in the stack of `scope`, created at the first call. Custom resources of several constructs share it. */
  static shared(scope: Construct, id: string, props: LoggedFunctionProps): LoggedFunction {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(id);
    return existing instanceof LoggedFunction ? existing : new LoggedFunction(stack, id, props);
  }
}
