import { ArnFormat, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { LoggedFunction } from '../constructs/logged-function.ts';
import { CallIndexer } from '../constructs/logs-api/call-indexer.ts';
import { CallsTable } from '../constructs/logs-api/calls-table.ts';
import { LogsRestApi } from '../constructs/logs-api/logs-rest-api.ts';
import type { ServedLog } from '../constructs/logs-api/served-log.ts';

const DEFAULT_CONCURRENCY = 20;
/** Half of the quota for FilterLogEvents calls in most regions. The rest is left to other readers in the account.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const CALLS_PER_SECOND = 5;

export interface LogsApiStackProps extends StackProps {
  /** The logs that the API serves; it has no permissions for others. API calls are indexed from the access logs and the logs of
   *  functions among them: each of these log groups gets one subscription filter, and CloudWatch Logs limits their number. */
  readonly logs: readonly ServedLog[];

  /**
   * How long an API call is kept in the index.
   * @default Duration.days(90)
   */
  readonly callRetention?: Duration;

  /**
   * The maximum number of concurrent requests, open streams included.
   * @default 20
   */
  readonly concurrency?: number;
}

/** The Logs API on AWS: a REST API that streams log groups, and the index of API calls behind it. */
export class LogsApiStack extends Stack {
  readonly table: CallsTable;
  readonly restApi: LogsRestApi;

  constructor(scope: Construct, id: string, props: LogsApiStackProps) {
    super(scope, id, props);
    const { logs, callRetention = Duration.days(90), concurrency = DEFAULT_CONCURRENCY } = props;
    this.table = new CallsTable(this, 'Calls');
    const api = this.#api(logs, concurrency);
    const authorizer = this.#authorizer();
    this.restApi = new LogsRestApi(this, 'Http', {
      name: `${this.stackName}-logs-api`,
      handler: api.function,
      authorizer: new TokenAuthorizer(this, 'Tokens', {
        handler: authorizer.function,
        resultsCacheTtl: Duration.seconds(60),
        // API Gateway refuses malformed tokens without invoking the authorizer.
        validationRegex: '^([Bb]earer +|token=)[0-9a-f]{12}\\.[A-Za-z0-9_-]{43}$',
      }),
    });
    new CallIndexer(this, 'Index', {
      functionName: `${this.stackName}-indexer`,
      table: this.table,
      logs,
      retention: callRetention,
      ownLogGroups: [api.logGroup, authorizer.logGroup, this.restApi.accessLogs, this.restApi.executionLogs],
    });
    new CfnOutput(this, 'TableName', {
      value: this.table.table.tableName,
      description: 'The value of --table for logs token create',
    });
  }

  #api(logs: readonly ServedLog[], concurrency: number): LoggedFunction {
    const api = new LoggedFunction(this, 'Api', {
      functionName: `${this.stackName}-api`,
      code: 'logs-api',
      environment: {
        LOGS_TABLE: this.table.table.tableName,
        SERVED_LOGS: this.toJsonString(logs.map(({ logGroup, ...log }) => ({ ...log, group: logGroup.logGroupName }))),
        CALLS_PER_SECOND: String(CALLS_PER_SECOND / concurrency),
      },
      description: 'The Logs API',
      memorySize: 512,
      timeout: Duration.minutes(15),
      reservedConcurrentExecutions: concurrency,
    });
    this.table.grant(api.function, ['GetItem', 'Query'], ['C#*', 'D#*', 'U#*', 'K'], true);
    this.table.grant(api.function, ['UpdateItem'], ['R#*']);
    this.table.grant(api.function, ['PutItem'], ['K']);
    // One statement: the CDK would merge several in the order of their tokens, which differs between synths.
    api.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['logs:FilterLogEvents', 'logs:DescribeLogStreams'],
        resources: logs.map(({ logGroup }) => logGroup.logGroupArn),
      }),
    );
    const names = logs.flatMap(({ functionName }) => functionName ?? []);
    if (names.length > 0) {
      api.function.addToRolePolicy(
        new PolicyStatement({
          actions: ['lambda:GetAlias'],
          resources: names.map((name) =>
            this.formatArn({
              service: 'lambda',
              resource: 'function',
              resourceName: name,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          ),
        }),
      );
    }
    return api;
  }

  #authorizer(): LoggedFunction {
    const authorizer = new LoggedFunction(this, 'Authorizer', {
      functionName: `${this.stackName}-authorizer`,
      code: 'logs-authorizer',
      description: 'Verifies the tokens of the Logs API',
      timeout: Duration.seconds(10),
      environment: { LOGS_TABLE: this.table.table.tableName },
    });
    this.table.grant(authorizer.function, ['GetItem'], ['T']);
    return authorizer;
  }
}
