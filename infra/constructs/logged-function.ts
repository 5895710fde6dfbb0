import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ApplicationLogLevel, LoggingFormat, Runtime, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, type NodejsFunctionProps, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface LoggedFunctionProps {
  readonly functionName: string;

  /** Folder with the function's `handler.ts`, as an absolute path. */
  readonly directory: string;

  /**
   * Environment variables.
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;

  /**
   * How long the log events are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;

  /**
   * Other settings of the function.
   * @default - 256 MB, 10 s
   */
  readonly settings?: Pick<
    NodejsFunctionProps,
    'memorySize' | 'timeout' | 'reservedConcurrentExecutions' | 'deadLetterQueue' | 'retryAttempts' | 'description'
  >;
}

/** A Node.js function that logs JSON to a log group of its own, whose name CloudFormation makes up: a group called
 *  `/aws/lambda/<function>` may be there already, and would fail the deployment. */
export class LoggedFunction extends Construct {
  readonly function: NodejsFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: LoggedFunctionProps) {
    super(scope, id);
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: props.retention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.function = new NodejsFunction(this, 'Function', {
      functionName: props.functionName,
      entry: join(props.directory, 'handler.ts'),
      runtime: Runtime.NODEJS_24_X,
      memorySize: 256,
      timeout: Duration.seconds(10),
      ...props.settings,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      // Stack traces name the lines of handler.ts.
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      bundling: {
        format: OutputFormat.ESM,
        // What runs on AWS is what was tested here, not the SDK that Lambda happens to have.
        bundleAwsSDK: true,
        minify: true,
        keepNames: true,
        sourceMap: true,
        sourcesContent: false,
        logLevel: LogLevel.WARNING,
        // The SDK has CommonJS inside, which asks for Node's own modules by require.
        banner: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
      },
    });
  }
}
