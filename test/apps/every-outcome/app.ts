import { App, Duration, Stack } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  Cors,
  IdentitySource,
  LambdaIntegration,
  type LambdaIntegrationOptions,
  LogGroupLogDestination,
  MethodLoggingLevel,
  RequestAuthorizer,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Code, type FunctionOptions, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../../core/access-log-format.ts';

/** The names of the log groups: of the access log, and of the functions. */
export const GROUPS = { access: 'outcomes-access', functions: ['/aws/lambda/items', '/aws/lambda/late'] };

const AUTHORIZE = `exports.handler = async ({ headers, methodArn }) => {
  const { authorization } = headers;
  if (authorization === 'unknown') throw new Error('Unauthorized');
  if (authorization === 'broken') throw new TypeError('no keys');
  const Effect = authorization === 'allow' ? 'Allow' : 'Deny';
  return {
    principalId: 'user-1',
    policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect, Resource: methodArn }] },
  };
};`;

const ITEMS = `exports.handler = async ({ body }, { awsRequestId }) => {
  const { behavior } = JSON.parse(body);
  if (behavior === 'error') throw new TypeError('no items');
  if (behavior === 'malformed') return 'items';
  if (behavior === 'late') await new Promise((resolve) => setTimeout(resolve, 60_000));
  const headers = { 'X-Function-Request-Id': awsRequestId };
  return { statusCode: behavior === 'missing' ? 404 : 200, headers, body: JSON.stringify({ got: behavior }) };
};`;

/** A REST API whose requests can have every outcome, with the data trace enabled. */
export function everyOutcome(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'Outcomes');
  const inline = (functionName: string, code: string, options: FunctionOptions = {}) =>
    new LambdaFunction(stack, functionName, {
      functionName,
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline(code),
      ...options,
    });
  const traced = { loggingLevel: MethodLoggingLevel.INFO, dataTraceEnabled: true };
  const api = new RestApi(stack, 'Api', {
    cloudWatchRole: false,
    defaultCorsPreflightOptions: { allowOrigins: Cors.ALL_ORIGINS },
    deployOptions: {
      ...traced,
      tracingEnabled: true,
      methodOptions: { '/limited/POST': { ...traced, throttlingRateLimit: 1, throttlingBurstLimit: 0 } },
      accessLogDestination: new LogGroupLogDestination(new LogGroup(stack, 'Access', { logGroupName: GROUPS.access })),
      accessLogFormat: AccessLogFormat.custom(accessLogFormat(REST_ACCESS_LOG_FIELDS)),
    },
  });
  const authorizer = new RequestAuthorizer(stack, 'Authorizer', {
    handler: inline('authorize', AUTHORIZE),
    identitySources: [IdentitySource.header('authorization')],
    resultsCacheTtl: Duration.seconds(0),
  });
  const items = inline('items', ITEMS, { timeout: Duration.seconds(10) });
  const late = inline('late', ITEMS, { timeout: Duration.seconds(1) });
  const reserved = inline('reserved', ITEMS, { reservedConcurrentExecutions: 0 });
  const post = (path: string, handler: LambdaFunction, options: LambdaIntegrationOptions = {}) =>
    api.root.resourceForPath(path).addMethod('POST', new LambdaIntegration(handler, options), {});
  api.root.resourceForPath('guarded/{id}').addMethod('POST', new LambdaIntegration(items), { authorizer });
  post('items/{id}', items);
  post('late', late);
  post('hurried', items, { timeout: Duration.millis(50) });
  post('reserved', reserved);
  post('limited', items);
  app.synth();
}
