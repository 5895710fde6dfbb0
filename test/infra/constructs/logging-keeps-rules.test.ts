import { App, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AccessLogFormat,
  ApiDefinition,
  Deployment,
  type IRestApi,
  LogGroupLogDestination,
  MethodLoggingLevel,
  MockIntegration,
  RestApi,
  SpecRestApi,
  Stage,
  type StageOptions,
} from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { expect, it } from 'vitest';
import { ApiLogging } from '../../../infra/constructs/api-logging/api-logging.ts';
import type { ApiLoggingProps } from '../../../infra/constructs/api-logging/api-logging-props.ts';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { evaluate, openFindings } from '../../../infra/rules/evaluate.ts';
import type { RuleSettings } from '../../../infra/rules/rule-settings.ts';
import { RULES } from '../../../infra/rules/rules.ts';

/** APIs of all types, a function, and a function that the CDK creates, all with the default logging of the CDK. */
function unloggedApp(): Stack {
  const stack = new Stack(new App(), 'Orders');
  const api = new RestApi(stack, 'Rest', { cloudWatchRole: false, deployOptions: { throttlingRateLimit: 5 } });
  for (const path of ['health', 'orders']) api.root.addResource(path).addMethod('GET', new MockIntegration());
  new HttpApi(stack, 'Http');
  const webSocketApi = new WebSocketApi(stack, 'Chat');
  new WebSocketStage(stack, 'ChatStage', { webSocketApi, stageName: 'live' });
  new LambdaFunction(stack, 'Charge', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });
  // The CDK creates a function that empties the bucket.
  new Bucket(stack, 'Receipts', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  return stack;
}

interface FindingsOptions {
  /** Leaves out acknowledged findings. */
  readonly open?: boolean;
  readonly settings?: Partial<RuleSettings>;
}

function findings(
  stack: Stack,
  { open = false, settings = { accountRole: 'elsewhere' } }: FindingsOptions = {},
): string[] {
  const template = Template.fromStack(stack).toJSON() as never;
  const found = evaluate([{ name: 'Orders', template, assets: new Map() }], RULES, settings);
  return (open ? openFindings(found) : found).map(({ rule, logicalId, problem }) => `${rule} ${logicalId}: ${problem}`);
}

it('finds many problems in an app with default logging', () => {
  expect(findings(unloggedApp()).length).toBeGreaterThan(6);
});

it.each<[string, ApiLoggingProps]>([
  ['by default', {}],
  ['with health checks', { healthCheckRoutes: ['GET /health'] }],
  ['with settings of one route', { routes: { 'GET /orders': { metrics: false, dataTrace: { reason: 'INC-42' } } } }],
  ['with paths hidden and an identity', { obfuscatePaths: true, identity: { domainId: 'authorizer.tenant' } }],
])('finds no problems in the same app with ApiLogging and FunctionLogging: %s', (_, props) => {
  const stack = unloggedApp();
  const rest = stack.node.findChild('Rest');
  ApiLogging.of(stack.node.root).enable();
  ApiLogging.of(rest).enable(props);
  FunctionLogging.of(stack.node.root).enable({ debugBuffer: true });
  expect(findings(stack)).toEqual([]);
});

it('finds no problems in an encrypted app with an OpenAPI document, its own role of the account, and functions that the CDK creates', () => {
  const stack = new Stack(new App(), 'Orders');
  const encryptionKey = new Key(stack, 'Key');
  const uri = 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/charge/invocations';
  const get = { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri } };
  new SpecRestApi(stack, 'Spec', {
    cloudWatchRole: true,
    apiDefinition: ApiDefinition.fromInline({ openapi: '3.0.1', info: {}, paths: { '/orders': { get } } }),
  });
  new HttpApi(stack, 'Http');
  const charge = new LambdaFunction(stack, 'Charge', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    logRetention: RetentionDays.ONE_WEEK,
  });
  new Bucket(stack, 'Receipts').addEventNotification(EventType.OBJECT_CREATED, new LambdaDestination(charge));
  ApiLogging.of(stack).enable({ encryptionKey });
  FunctionLogging.of(stack).enable({ encryptionKey });
  expect(findings(stack, { settings: { encrypted: true } })).toEqual([]);
});

/** The API of the README: a plain `RestApi`, whose stage is named `prod`, and which sets the role of the account. */
function readmeApi(stack: Stack, deployOptions: StageOptions = {}): RestApi {
  const api = new RestApi(stack, 'OrdersApi', { deployOptions });
  for (const path of ['health', 'orders']) api.root.addResource(path).addMethod('GET', new MockIntegration());
  return api;
}

it('leaves no open finding in an app with the lines of the README', () => {
  const stack = new Stack(new App(), 'Orders');
  const api = readmeApi(stack);
  // A second plain RestApi: each of them sets the role of the account.
  new RestApi(stack, 'PaymentsApi').root.addMethod('GET', new MockIntegration());
  ApiLogging.of(stack.node.root).enable();
  ApiLogging.of(api).enable({ executionLevel: 'INFO', routes: { 'GET /health': { executionLevel: 'OFF' } } });
  FunctionLogging.of(stack.node.root).enable();
  expect(findings(stack, { open: true })).toEqual([]);
  expect(findings(stack).map((finding) => finding.split(' ')[0])).toEqual(
    expect.arrayContaining(['execution-log-off', 'execution-log-info-in-production', 'account-role-overwritten']),
  );
});

it('leaves no open finding on an API whose logging is switched off', () => {
  const stack = new Stack(new App(), 'Orders');
  ApiLogging.of(readmeApi(stack)).enable({ enabled: false });
  expect(findings(stack, { open: true }).filter((finding) => !finding.includes('account-role'))).toEqual([]);
});

it('leaves the findings on what no prop chose', () => {
  const stack = new Stack(new App(), 'Orders');
  readmeApi(stack, { loggingLevel: MethodLoggingLevel.INFO });
  ApiLogging.of(stack).enable();
  expect(findings(stack, { open: true })).toEqual([expect.stringMatching(/^execution-log-info-in-production /)]);
});

it('leaves the finding on a role of the account that is deleted with its stack', () => {
  const stack = new Stack(new App(), 'Orders');
  const api = new RestApi(stack, 'OrdersApi', { cloudWatchRoleRemovalPolicy: RemovalPolicy.DESTROY });
  api.root.addMethod('GET', new MockIntegration());
  ApiLogging.of(stack).enable();
  expect(findings(stack, { open: true })).toEqual([expect.stringMatching(/^account-role-overwritten /)]);
});

/** The role and the stage are in different stacks: the API is split over nested stacks, or has a stage in another stack.
 *  @see https://github.com/aws/aws-cdk/blob/main/packages/%40aws-cdk-testing/framework-integ/test/aws-apigateway/test/integ.restapi-import.lit.ts */
it.each<[string, (stack: Stack, api: RestApi) => void]>([
  [
    'a nested stack, which imports the API',
    (stack, { restApiId }) => {
      const nested = new NestedStack(stack, 'Deploy');
      const deployment = new Deployment(nested, 'Deployment', { api: RestApi.fromRestApiId(nested, 'Api', restApiId) });
      new Stage(nested, 'Stage', { deployment });
    },
  ],
  [
    'another stack',
    ({ node: { root } }, api) => {
      const stages = new Stack(root, 'Stages');
      new Stage(stages, 'Stage', { deployment: new Deployment(stages, 'Deployment', { api: api as IRestApi }) });
    },
  ],
])('accepts the role of the account that an API sets whose stage is in %s', (_, addStage) => {
  const stack = new Stack(new App(), 'Orders');
  const api = new RestApi(stack, 'Rest', { deploy: false });
  api.root.addMethod('GET', new MockIntegration());
  addStage(stack, api);
  ApiLogging.of(stack.node.root).enable();
  const account = Template.fromStack(stack).findResources('AWS::ApiGateway::Account');
  expect(Object.values(account)).toEqual([
    expect.objectContaining({
      Metadata: {
        tailgate: { acknowledge: [{ rule: 'account-role-overwritten', reason: expect.stringContaining('is kept') }] },
      },
    }),
  ]);
});

it('corrects the findings on an access log of the CDK as their texts say: the log group becomes accessLogGroup', () => {
  const stack = new Stack(new App(), 'Orders');
  const logGroup = new LogGroup(stack, 'AccessLogs', { retention: RetentionDays.ONE_WEEK });
  const accessLogDestination = new LogGroupLogDestination(logGroup as never);
  const accessLogFormat = AccessLogFormat.jsonWithStandardFields();
  const before = new RestApi(stack, 'Before', { deployOptions: { accessLogDestination, accessLogFormat } });
  const after = new RestApi(stack, 'After');
  for (const api of [before, after]) api.root.addMethod('GET', new MockIntegration());
  ApiLogging.of(stack).enable();
  ApiLogging.of(after).enable({ accessLogGroup: logGroup });
  expect(findings(stack, { open: true })).toEqual([
    expect.stringMatching(/^access-log-without-join-fields BeforeDeploymentStage/),
    expect.stringMatching(/^access-log-destination-wildcard BeforeDeploymentStage/),
  ]);
});

/** @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/cx-api/FEATURE_FLAGS.md */
it('finds no wildcard in a destination of the CDK with the feature flag that its text names', () => {
  const stack = new Stack(new App(), 'Orders');
  stack.node.setContext('@aws-cdk/aws-apigateway:logGroupDestinationArnWithoutWildcard', true);
  const logGroup = new LogGroup(stack, 'AccessLogs', { retention: RetentionDays.ONE_WEEK });
  const accessLogDestination = new LogGroupLogDestination(logGroup as never);
  new RestApi(stack, 'Rest', { deployOptions: { accessLogDestination } }).root.addMethod('GET', new MockIntegration());
  expect(findings(stack).filter((finding) => finding.startsWith('access-log-destination-wildcard'))).toEqual([]);
});
