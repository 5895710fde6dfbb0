import { Annotations, ArnFormat, CfnOutput, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { TokenAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledgeLateWildcards } from '../acknowledge-wildcards.ts';
import { refuseConditionalReferences } from '../conditional-resource.ts';
import { withExpectedValues } from '../expected-values.ts';
import { LoggedFunction } from '../logged-function.ts';
import { throwPropErrors } from '../prop-errors.ts';
import { CallIndexer } from './call-indexer.ts';
import { CallsTable } from './calls-table.ts';
import { logsApiErrors, otherEnvironmentErrors } from './logs-api-errors.ts';
import type { LogsApiProps } from './logs-api-props.ts';
import { LogsRestApi, MAX_REQUEST_TIME } from './logs-rest-api.ts';
import type { ServedLog } from './served-log.ts';

/** Any other log may be created later, by API Gateway or by Lambda. */
function isServed({ kind, exists }: ServedLog): boolean {
  return kind !== 'access' || (exists?.() ?? true);
}

function environmentOf({ logGroup, logGroupArn: _, exists: __, ...log }: ServedLog): object {
  return { ...log, group: logGroup.logGroupName };
}

/** A request beyond the concurrency is an invocation, too, which answers 429. API Gateway answers 500 when Lambda itself refuses one.
 *  @see https://repost.aws/questions/QUfI6bsdd0SOiPeyimzxSkfQ */
const RESERVED_PER_REQUEST = 2;

/** The limit of all environment variables of a function together, as JSON: a quotation mark within a value counts twice.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 *  @see https://github.com/localstack/localstack/blob/main/localstack-core/localstack/services/lambda_/provider.py */
const MAX_ENVIRONMENT_BYTES = 4096;
/** The other variables: the name of the table, the options of Node.js, the number of requests. */
const OTHER_VARIABLES_BYTES = 200;

/** The Logs API on AWS: a REST API that streams log groups, and the index of API calls behind it. CloudFormation generates all names,
 *  so that a region can have several.
 *
 *  @example
 *  const logs = new LogsApi(stack, 'LogsApi', {
 *    logs: [ServedLog.ofFunction(charge), ServedLog.ofAccessLog(api.deploymentStage, { functions: [charge] })],
 *  }); */
export class LogsApi extends Construct {
  /** The calls, the tokens and the request counters. */
  readonly table: CallsTable;
  readonly restApi: LogsRestApi;
  /** The function that answers requests. */
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: LogsApiProps) {
    super(scope, id);
    throwPropErrors('LogsApi', this, logsApiErrors(props));
    throwPropErrors('LogsApi', this, otherEnvironmentErrors(Stack.of(this), props.logs));
    const { logs, callRetention = Duration.days(90), concurrency, domainName } = props;
    this.#warnOfMissingLogs(logs);
    refuseConditionalReferences('LogsApi', this);
    this.#refuseTooManyLogs(logs);
    this.table = new CallsTable(this, 'Calls');
    const api = this.#api(logs, concurrency);
    this.function = api.function;
    const authorizer = this.#authorizer();
    this.restApi = new LogsRestApi(this, 'Http', {
      name: `${Stack.of(this).stackName}-logs-api`,
      domainName,
      handler: api.function,
      authorizer: new TokenAuthorizer(this, 'Tokens', {
        handler: authorizer.function,
        resultsCacheTtl: Duration.seconds(60),
        // API Gateway refuses malformed tokens without invoking the authorizer.
        validationRegex: '^([Bb]earer +|token=)[0-9a-f]{12}\\.[A-Za-z0-9_-]{43}$',
      }),
    });
    new CallIndexer(this, 'Index', {
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

  #warnOfMissingLogs(logs: readonly ServedLog[]): void {
    this.node.addValidation({
      validate: () => {
        for (const { name, kind } of logs.filter(({ exists }) => !(exists?.() ?? true))) {
          Annotations.of(this).addWarningV2(
            `tailgate:served-log:${name}`,
            kind === 'access'
              ? `The Logs API does not serve ${name}, because the stage has no access log. Turn it on: ApiLogging.of(api).enable(), without -c apiLogging=off.`
              : `The Logs API does not index the calls in ${name}, because the app does not define its log group, and the group may not exist. Define it: FunctionLogging.of(fn).enable(), without -c functionLogging=off.`,
          );
        }
        return [];
      },
    });
  }

  /** The names of log groups are known when all aspects have run. */
  #refuseTooManyLogs(logs: readonly ServedLog[]): void {
    this.node.addValidation({
      validate: () => {
        const settings = withExpectedValues(this, logs.filter(isServed).map(environmentOf));
        const json = JSON.stringify({ SERVED_LOGS: JSON.stringify(settings) });
        const bytes = Buffer.byteLength(json) + OTHER_VARIABLES_BYTES;
        return bytes <= MAX_ENVIRONMENT_BYTES
          ? []
          : [
              `LogsApi of ${this.node.path}: the environment of its function needs about ${bytes} bytes for ${logs.length} logs, and Lambda allows ${MAX_ENVIRONMENT_BYTES}. Divide the logs among several LogsApi constructs: new LogsApi(stack, 'OrdersLogs', { logs: [...] }).`,
            ];
      },
    });
  }

  #api(logs: readonly ServedLog[], concurrency: number | undefined): LoggedFunction {
    const stack = Stack.of(this);
    const api = new LoggedFunction(this, 'Api', {
      code: 'logs-api',
      environment: {
        LOGS_TABLE: this.table.table.tableName,
        SERVED_LOGS: Lazy.string({ produce: () => stack.toJsonString(logs.filter(isServed).map(environmentOf)) }),
        ...(concurrency !== undefined && { MAX_REQUESTS: String(concurrency) }),
      },
      description: 'The Logs API',
      memorySize: 512,
      timeout: MAX_REQUEST_TIME,
      ...(concurrency !== undefined && { reservedConcurrentExecutions: concurrency * RESERVED_PER_REQUEST }),
    });
    this.table.grant(api.function, ['GetItem', 'Query'], ['C#*', 'D#*', 'U#*', 'K'], true);
    this.table.grant(api.function, ['UpdateItem'], ['R#*']);
    // The leases of the requests, and the rate budget.
    this.table.grant(api.function, ['GetItem', 'UpdateItem'], ['L', 'B']);
    this.table.grant(api.function, ['PutItem'], ['K']);
    const served = logs.map(({ logGroup, logGroupArn = logGroup.logGroupArn }) => logGroupArn);
    // One statement: the CDK would merge several in the order of their tokens, which differs between synths.
    api.function.addToRolePolicy(
      new PolicyStatement({ actions: ['logs:FilterLogEvents', 'logs:DescribeLogStreams'], resources: served }),
    );
    acknowledgeLateWildcards(api, served, 'The ARN of a single log group ends with this wildcard.');
    const names = logs.flatMap(({ functionName }) => functionName ?? []);
    if (names.length > 0) {
      api.function.addToRolePolicy(
        new PolicyStatement({
          actions: ['lambda:GetAlias'],
          resources: names.map((name) =>
            stack.formatArn({
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
      code: 'logs-authorizer',
      description: 'Verifies the tokens of the Logs API',
      timeout: Duration.seconds(10),
      environment: { LOGS_TABLE: this.table.table.tableName },
    });
    this.table.grant(authorizer.function, ['GetItem'], ['T']);
    return authorizer;
  }
}
