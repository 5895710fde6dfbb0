import { App, ArnFormat, Aspects, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AccessLogFormat,
  LambdaIntegration,
  MethodLoggingLevel,
  MockIntegration,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { type CfnStage, HttpApi, HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Effect, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ApplicationLogLevel, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../infra/rules/evaluate.ts';
import { RULES } from '../../../infra/rules/rules.ts';

type Members = Record<string, unknown>;
type Resources = Record<string, Members>;

/** An app that satisfies all rules at once with props of the CDK only: APIs of each type, a health check without an execution log,
 *  functions with a new and with an imported role, a function that the CDK creates, a filter, and the role of the account. */
function plainApp(): Resources {
  const stack = new Stack(new App(), 'Shop');
  const encryptionKey = new Key(stack, 'Key');
  const logs = (id: string, logGroupName?: string) =>
    new LogGroup(stack, id, {
      encryptionKey,
      retention: RetentionDays.ONE_MONTH,
      ...(logGroupName !== undefined && { logGroupName, removalPolicy: RemovalPolicy.DESTROY }),
    });
  /** Without the `:*` that `LogGroupLogDestination` adds: https://github.com/aws/aws-cdk/issues/38796 */
  const destination = (group: LogGroup) => {
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    const parts = { service: 'logs', resource: 'log-group', resourceName: group.logGroupName, arnFormat };
    return { bind: () => ({ destinationArn: stack.formatArn(parts) }) };
  };
  const format = (...variables: string[]) =>
    AccessLogFormat.custom(JSON.stringify(Object.fromEntries(variables.map((name) => [name, `$context.${name}`]))));

  const orders = new LambdaFunction(stack, 'Orders', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    logGroup: logs('FunctionLogs', '/shop/orders'),
    loggingFormat: LoggingFormat.JSON,
    applicationLogLevelV2: ApplicationLogLevel.DEBUG,
    environment: { POWERTOOLS_LOG_LEVEL: 'DEBUG' },
  });
  orders.addToRolePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['logs:CreateLogGroup'],
      resources: [orders.logGroup.logGroupArn],
    }),
  );
  new MetricFilter(stack, 'Errors', {
    logGroup: orders.logGroup,
    metricNamespace: 'Shop',
    metricName: 'Errors',
    filterPattern: FilterPattern.literal('ERROR'),
  });
  new LambdaFunction(stack, 'Imported', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    role: Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/shop'),
    logGroup: LogGroup.fromLogGroupName(stack, 'ImportedLogs', '/shop/imported'),
    loggingFormat: LoggingFormat.JSON,
  });
  // The CDK creates a function that empties the bucket, and it has no props for its log.
  new Bucket(stack, 'Receipts', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
  const providerLogs = logs('ProviderLogs');
  Aspects.of(stack).add({
    visit: (node) => {
      if (!(node instanceof CfnResource) || !node.node.path.includes('AutoDeleteObjectsCustomResourceProvider')) return;
      if (node.cfnResourceType === 'AWS::Lambda::Function') {
        node.addPropertyOverride('LoggingConfig', { LogFormat: 'JSON', LogGroup: providerLogs.logGroupName });
      }
      if (node.cfnResourceType === 'AWS::IAM::Role') {
        const Statement = [{ Effect: 'Deny', Action: 'logs:CreateLogGroup', Resource: providerLogs.logGroupArn }];
        node.addPropertyOverride('Policies', [{ PolicyName: 'Logs', PolicyDocument: { Statement } }]);
      }
    },
  });

  const rest = new RestApi(stack, 'Rest', {
    cloudWatchRole: true,
    deployOptions: {
      accessLogDestination: destination(logs('RestLogs')),
      accessLogFormat: format('path', 'requestId', 'extendedRequestId', 'integration.requestId', 'status'),
      loggingLevel: MethodLoggingLevel.ERROR,
      metricsEnabled: true,
      methodOptions: { '/health/GET': { loggingLevel: MethodLoggingLevel.OFF, metricsEnabled: true } },
    },
  });
  rest.root.addMethod('POST', new LambdaIntegration(orders));
  rest.root.addResource('health').addMethod('GET', new MockIntegration());
  (rest.deploymentStage.node.defaultChild as CfnResource).addMetadata('tailgate', {
    healthCheckRoutes: ['GET /health'],
  });
  logs('RestExecutionLogs', `API-Gateway-Execution-Logs_${rest.restApiId}/prod`);

  new HttpStage(stack, 'HttpStage', {
    httpApi: new HttpApi(stack, 'Http', { createDefaultStage: false }),
    accessLogSettings: {
      destination: destination(logs('HttpLogs', `/aws/vendedlogs/${stack.stackName}`)),
      format: format('requestId'),
    },
    detailedMetricsEnabled: true,
  });

  const webSocketApi = new WebSocketApi(stack, 'Chat');
  const chat = new WebSocketStage(stack, 'ChatStage', {
    webSocketApi,
    stageName: 'live',
    accessLogSettings: {
      destination: destination(logs('ChatLogs')),
      format: format('requestId', 'extendedRequestId', 'connectionId'),
    },
  });
  (chat.node.defaultChild as CfnStage).defaultRouteSettings = { loggingLevel: 'ERROR' };
  logs('ChatExecutionLogs', `/aws/apigateway/${webSocketApi.apiId}/live`);

  return Template.fromStack(stack).toJSON().Resources;
}

const APP = plainApp();

/** Sets a value of a resource, or removes it without a value. The resource has this type, and an id that starts like this. */
type Change = readonly [type: string, id: string, path: string, value?: unknown];

const REST_STAGE = ['AWS::ApiGateway::Stage', 'Rest'] as const;
const HTTP_STAGE = ['AWS::ApiGatewayV2::Stage', 'HttpStage'] as const;
const CHAT_STAGE = ['AWS::ApiGatewayV2::Stage', 'ChatStage'] as const;
const ORDERS = ['AWS::Lambda::Function', 'Orders'] as const;
const IMPORTED = ['AWS::Lambda::Function', 'Imported'] as const;
const DENY = ['AWS::IAM::Policy', 'Orders'] as const;
const FORMAT = 'Properties.AccessLogSetting.Format';
const REST_FORMAT: string = valueAt(...REST_STAGE, FORMAT);
const STAGE_WIDE: object = valueAt(...REST_STAGE, 'Properties.MethodSettings.0');

/** For each rule, a change of the app that this rule finds, and no other. */
const BREAKS: Readonly<Record<string, Change>> = {
  'stage-without-access-log': [...HTTP_STAGE, 'Properties.AccessLogSettings'],
  'access-log-without-join-fields': [...REST_STAGE, FORMAT, REST_FORMAT.replace('$context.extendedRequestId', 'x')],
  'access-log-with-secrets': [...REST_STAGE, FORMAT, REST_FORMAT.replace('}', ',"key":"$context.identity.apiKey"}')],
  'access-log-not-json': [...REST_STAGE, FORMAT, REST_FORMAT.replace('}', ',"ms":$context.integration.latency}')],
  'access-log-untrusted-after-trusted': [
    ...REST_STAGE,
    FORMAT,
    REST_FORMAT.replace('}', ',"agent":"$context.identity.userAgent"}'),
  ],
  'access-log-format-too-large': [...REST_STAGE, FORMAT, REST_FORMAT.replace('}', `,"text":"${'x'.repeat(3072)}"}`)],
  'access-log-destination-wildcard': [
    ...REST_STAGE,
    'Properties.AccessLogSetting.DestinationArn',
    { 'Fn::GetAtt': [idOf('AWS::Logs::LogGroup', 'RestLogs'), 'Arn'] },
  ],
  'http-access-log-group-name': ['AWS::Logs::LogGroup', 'HttpLogs', 'Properties.LogGroupName', '/shop/http'],
  'execution-log-off': [...REST_STAGE, 'Metadata.tailgate.healthCheckRoutes'],
  'execution-log-info-in-production': [...CHAT_STAGE, 'Properties.DefaultRouteSettings.LoggingLevel', 'INFO'],
  'execution-log-group-unbounded': [
    'AWS::Logs::LogGroup',
    'ChatExecutionLogs',
    'Properties.LogGroupName',
    '/aws/apigateway/other/live',
  ],
  'execution-log-of-http-api': [...HTTP_STAGE, 'Properties.DefaultRouteSettings.LoggingLevel', 'ERROR'],
  'data-trace-without-reason': [...CHAT_STAGE, 'Properties.DefaultRouteSettings.DataTraceEnabled', true],
  'duplicate-method-settings': [...REST_STAGE, 'Properties.MethodSettings.2', STAGE_WIDE],
  'method-override-drops-settings': [...REST_STAGE, 'Properties.MethodSettings.1.MetricsEnabled'],
  'account-role-missing': ['AWS::ApiGateway::Account', 'Rest', 'Type', 'Custom::Other'],
  'account-role-overwritten': ['AWS::IAM::Role', 'RestCloudWatchRole', 'DeletionPolicy'],
  'log-group-without-retention': ['AWS::Logs::LogGroup', 'ChatLogs', 'Properties.RetentionInDays'],
  'log-group-not-encrypted': ['AWS::Logs::LogGroup', 'ChatLogs', 'Properties.KmsKeyId'],
  'retained-log-group-name': ['AWS::Logs::LogGroup', 'FunctionLogs', 'DeletionPolicy', 'Retain'],
  'subscription-filters-full': ['AWS::Logs::MetricFilter', 'Errors', 'Type', 'AWS::Logs::SubscriptionFilter'],
  'filter-on-infrequent-access': [
    'AWS::Logs::LogGroup',
    'FunctionLogs',
    'Properties.LogGroupClass',
    'INFREQUENT_ACCESS',
  ],
  'function-without-log-group': [...IMPORTED, 'Properties.LoggingConfig.LogGroup'],
  'function-text-log-format': [...IMPORTED, 'Properties.LoggingConfig.LogFormat'],
  'log-level-without-json': [...ORDERS, 'Properties.LoggingConfig.LogFormat', 'Text'],
  'debug-lines-dropped': [...ORDERS, 'Properties.LoggingConfig.ApplicationLogLevel'],
  'group-creation-allowed': [...DENY, 'Properties.PolicyDocument.Statement.0.Effect', 'Allow'],
  'log-permission-denied': [...DENY, 'Properties.PolicyDocument.Statement.0.Action', 'logs:*'],
  'invalid-acknowledgement': [...REST_STAGE, 'Metadata.tailgate.acknowledge', [{ rule: 'x' }]],
};

function idOf(type: string, start: string): string {
  const id = Object.keys(APP).find((name) => name.startsWith(start) && APP[name]?.Type === type);
  if (id === undefined) throw new Error(`The app has no ${type} whose id starts with ${start}.`);
  return id;
}

function valueAt<T>(type: string, id: string, path: string): T {
  return path.split('.').reduce<unknown>((value, name) => (value as Members)[name], APP[idOf(type, id)]) as T;
}

function changedApp([type, id, path, value]: Change): Resources {
  const changed = structuredClone(APP);
  const names = path.split('.');
  const last = names.pop() ?? '';
  const parent = names.reduce<unknown>((member, name) => (member as Members)[name], changed[idOf(type, id)]) as Members;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return changed;
}

/** Each finding starts with its rule. */
function findingsOf(Resources: Resources): string[] {
  const stack = { name: 'Shop', template: { Resources } as never, assets: new Map<string, string>() };
  const findings = evaluate([stack], RULES, { encrypted: true, subscriptionFilters: 1 });
  return findings.map(({ rule, logicalId, problem }) => `${rule} ${logicalId}: ${problem}`);
}

describe('an app with props of the CDK only', () => {
  it('satisfies all rules at once', () => {
    expect(findingsOf(APP)).toEqual([]);
  });

  it.each(RULES.map(({ id }) => id))('has only the finding of %s after one change', (id) => {
    expect(findingsOf(changedApp(BREAKS[id] ?? ['', '', '']))).toEqual([expect.stringMatching(`^${id} `)]);
  });
});
