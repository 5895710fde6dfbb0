import { App, RemovalPolicy, Stack, Stage, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as rest from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { ACCESS_LOG_FIELDS, MAX_ACCESS_LOG_FORMAT_BYTES } from '../../../core/access-log-format.ts';
import { ApiLogging } from '../../../infra/constructs/api-logging/api-logging.ts';
import type { ApiLoggingProps } from '../../../infra/constructs/api-logging/api-logging-props.ts';
import { ApiGatewayAccountStack } from '../../../infra/stacks/api-gateway-account-stack.ts';
import { emptyStack, only } from '../synthesize.ts';

const REST_STAGE = 'AWS::ApiGateway::Stage';
const V2_STAGE = 'AWS::ApiGatewayV2::Stage';

function restApi(stack: Stack, deployOptions: rest.StageOptions = {}, id = 'Api'): rest.RestApi {
  const api = new rest.RestApi(stack, id, { cloudWatchRole: false, deployOptions });
  for (const path of ['notes', 'health']) api.root.addResource(path).addMethod('GET', new rest.MockIntegration());
  api.root.addMethod('POST', new rest.MockIntegration());
  return api;
}

function httpApi(stack: Stack): v2.HttpApi {
  return new v2.HttpApi(stack, 'Http');
}

function webSocketApi(stack: Stack): v2.WebSocketApi {
  const api = new v2.WebSocketApi(stack, 'Chat');
  new v2.WebSocketStage(stack, 'ChatStage', { webSocketApi: api, stageName: 'live', autoDeploy: true });
  return api;
}

const format = (setting: { Format: string }) => JSON.parse(setting.Format.replaceAll(/\$context\.([\w.]+)/g, '$1'));

describe('a REST API', () => {
  it('writes an access log in JSON, within the size limit of API Gateway, to an ARN without a wildcard', () => {
    const stack = emptyStack();
    ApiLogging.of(restApi(stack)).enable();
    const { AccessLogSetting } = only(stack, REST_STAGE).Properties;
    expect(Object.keys(format(AccessLogSetting)).sort()).toEqual(Object.keys(ACCESS_LOG_FIELDS.REST).sort());
    expect(Buffer.byteLength(AccessLogSetting.Format)).toBeLessThan(MAX_ACCESS_LOG_FORMAT_BYTES);
    expect(JSON.stringify(AccessLogSetting.DestinationArn)).not.toContain(':*');
  });

  it('logs failures, and has metrics and traces, but no data trace', () => {
    const stack = emptyStack();
    ApiLogging.of(restApi(stack)).enable();
    expect(only(stack, REST_STAGE).Properties).toMatchObject({
      TracingEnabled: true,
      MethodSettings: [
        { HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR', DataTraceEnabled: false, MetricsEnabled: true },
      ],
    });
  });

  it('keeps the throttling of its stage, and repeats it for a route with other settings', () => {
    const stack = emptyStack();
    const api = restApi(stack, {
      throttlingRateLimit: 50,
      methodOptions: { '/notes/GET': { throttlingBurstLimit: 7 } },
    });
    ApiLogging.of(api).enable({ routes: { 'GET /notes': { executionLevel: 'INFO' }, 'POST /': { metrics: false } } });
    expect(only(stack, REST_STAGE).Properties.MethodSettings).toEqual([
      expect.objectContaining({ ResourcePath: '/*', LoggingLevel: 'ERROR', ThrottlingRateLimit: 50 }),
      {
        HttpMethod: 'GET',
        ResourcePath: '/~1notes',
        LoggingLevel: 'INFO',
        DataTraceEnabled: false,
        MetricsEnabled: true,
        ThrottlingRateLimit: 50,
        ThrottlingBurstLimit: 7,
      },
      expect.objectContaining({
        HttpMethod: 'POST',
        ResourcePath: '/~1',
        MetricsEnabled: false,
        LoggingLevel: 'ERROR',
      }),
    ]);
  });

  it('has its execution log group adopted, with a retention, before the stage is created', () => {
    const stack = emptyStack();
    ApiLogging.of(restApi(stack)).enable({ executionRetention: RetentionDays.THREE_DAYS });
    const template = Template.fromStack(stack);
    const [[id, group] = []] = Object.entries(template.findResources('Custom::AdoptedLogGroup'));
    expect(group?.Properties).toMatchObject({
      RetentionInDays: '3',
      LogGroupName: { 'Fn::Join': ['', ['API-Gateway-Execution-Logs_', expect.anything(), '/prod']] },
    });
    expect(only(stack, REST_STAGE).DependsOn).toContain(id);
  });

  // "Update of resource type is not permitted."
  it('can change its execution log group from `create` to `adopt`: the two have different logical ids', () => {
    const [create, adopt] = (['create', 'adopt'] as const).map((executionLogGroup) => {
      const stack = emptyStack();
      ApiLogging.of(restApi(stack)).enable({ executionLogGroup });
      return Template.fromStack(stack);
    });
    const adopted = Object.keys(adopt?.findResources('Custom::AdoptedLogGroup') ?? {});
    expect(adopted).toHaveLength(1);
    expect(Object.keys(create?.toJSON().Resources)).not.toContain(adopted[0]);
  });

  it.each([
    [{ executionLogGroup: 'create' } as const, 1],
    [{ executionLogGroup: 'create', removalPolicy: RemovalPolicy.DESTROY } as const, 0],
    [{}, 0],
  ])('warns of a fixed execution log group that is kept while logging is off: %j', (props, warnings) => {
    const stack = emptyStack();
    ApiLogging.of(restApi(stack)).enable(props);
    const found = Annotations.fromStack(stack).findWarning(
      '*',
      Match.stringLikeRegexp("executionLogGroup is 'create'"),
    );
    expect(found).toHaveLength(warnings);
  });

  it('has its execution log group as a LogGroup for `create`, and no such group at level OFF', () => {
    const created = emptyStack();
    ApiLogging.of(restApi(created)).enable({ executionLogGroup: 'create' });
    Template.fromStack(created).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
    Template.fromStack(created).resourceCountIs('Custom::AdoptedLogGroup', 0);
    const off = emptyStack();
    ApiLogging.of(restApi(off)).enable({ executionLevel: 'OFF' });
    Template.fromStack(off).resourceCountIs('AWS::Logs::LogGroup', 1);
  });

  it('can be an L1 resource whose stage is elsewhere in the stack', () => {
    const stack = emptyStack();
    const api = new rest.CfnRestApi(stack, 'L1', { name: 'old' });
    new rest.CfnStage(stack, 'OldStage', { restApiId: api.ref, deploymentId: 'd', stageName: 'v1' });
    restApi(stack, {}, 'Other');
    ApiLogging.of(api).enable();
    const stages = Object.values(Template.fromStack(stack).findResources(REST_STAGE)).map(
      ({ Properties }) => Properties,
    );
    expect(stages.find(({ StageName }) => StageName === 'v1')).toHaveProperty('AccessLogSetting');
    expect(stages.find(({ StageName }) => StageName === 'prod')).not.toHaveProperty('AccessLogSetting');
  });

  it('keeps an access log that is already configured', () => {
    const stack = emptyStack();
    const api = new rest.CfnRestApi(stack, 'L1', { name: 'old' });
    const accessLogSetting = {
      destinationArn: 'arn:aws:logs:eu-west-1:123456789012:log-group:mine',
      format: '$context.requestId',
    };
    new rest.CfnStage(stack, 'OldStage', { restApiId: api.ref, deploymentId: 'd', accessLogSetting });
    ApiLogging.of(stack).enable();
    expect(only(stack, REST_STAGE).Properties.AccessLogSetting.Format).toBe('$context.requestId');
  });

  it('logs the identity from the authorizer after the fields that clients choose, and hides paths on request', () => {
    const stack = emptyStack();
    const identity = { domainId: 'authorizer.domainId', userId: 'authorizer.claims.sub' };
    ApiLogging.of(restApi(stack)).enable({ identity, obfuscatePaths: true });
    const fields = format(only(stack, REST_STAGE).Properties.AccessLogSetting);
    expect(fields).toMatchObject({ ...identity, route: 'resourcePath' });
    expect(fields).not.toHaveProperty('path');
    expect(Object.keys(fields).indexOf('domainId')).toBeGreaterThan(Object.keys(fields).indexOf('userAgent'));
  });

  it('writes no execution log for health checks, and lists their routes in a tag', () => {
    const stack = emptyStack();
    ApiLogging.of(restApi(stack)).enable({ healthCheckRoutes: ['GET /health'] });
    expect(only(stack, REST_STAGE).Properties).toMatchObject({
      MethodSettings: [{ ResourcePath: '/*' }, { ResourcePath: '/~1health', LoggingLevel: 'OFF' }],
      Tags: [{ Key: 'tailgate:health-checks', Value: 'GET /health' }],
    });
  });

  it('has a data trace whose reason is in the template', () => {
    const stack = emptyStack();
    ApiLogging.of(restApi(stack)).enable({ dataTrace: { reason: 'INC-42 until Friday' } });
    const stage = only(stack, REST_STAGE);
    expect(stage.Properties.MethodSettings).toMatchObject([{ DataTraceEnabled: true }]);
    expect(stage.Metadata).toMatchObject({ tailgate: { dataTraceReason: 'INC-42 until Friday' } });
  });

  it('has its log groups encrypted with a key that CloudWatch Logs is allowed to use', () => {
    const stack = emptyStack();
    ApiLogging.of(restApi(stack)).enable({ encryptionKey: new Key(stack, 'Key'), executionLogGroup: 'create' });
    const template = Template.fromStack(stack);
    for (const group of Object.values(template.findResources('AWS::Logs::LogGroup'))) {
      expect(group.Properties).toHaveProperty('KmsKeyId');
    }
    expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).toMatch(/logs\./);
  });
});

describe('an HTTP API', () => {
  it('writes the fields of HTTP APIs to a log group under /aws/vendedlogs/, and has metrics', () => {
    const stack = emptyStack();
    ApiLogging.of(httpApi(stack)).enable();
    const { AccessLogSettings, DefaultRouteSettings } = only(stack, V2_STAGE).Properties;
    expect(format(AccessLogSettings)).toMatchObject({ route: 'routeKey', requestId: 'requestId' });
    expect(DefaultRouteSettings).toEqual({ DetailedMetricsEnabled: true });
  });

  // The stack id: arn:aws:cloudformation:us-east-1:123456789012:stack/Orders/51af3dc0-da77-11e4-872e-1234567db123,
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
  it('writes to a log group under /aws/vendedlogs/ whose name no other stack has', () => {
    const stack = emptyStack();
    ApiLogging.of(httpApi(stack)).enable();
    const { Properties } = only(stack, 'Custom::AdoptedLogGroup');
    expect(Properties.LogGroupName).toEqual({
      'Fn::Join': [
        '',
        [
          expect.stringMatching(/^\/aws\/vendedlogs\/apis\/[\w.-]{1,400}-$/),
          { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
        ],
      ],
    });
    expect(Properties).toMatchObject({ RetentionInDays: '30', RemovalPolicy: 'Retain' });
  });

  it('has its log group deleted with the stack on request', () => {
    const stack = emptyStack();
    ApiLogging.of(httpApi(stack)).enable({ removalPolicy: RemovalPolicy.DESTROY });
    expect(only(stack, 'Custom::AdoptedLogGroup').Properties).toMatchObject({ RemovalPolicy: 'Delete' });
  });

  it.each<[keyof ApiLoggingProps, ApiLoggingProps, RegExp]>([
    ['executionLevel', { executionLevel: 'INFO' }, /executionLevel: an HTTP API has no execution log\. Remove it here/],
    ['dataTrace', { dataTrace: { reason: 'x' } }, /dataTrace: an HTTP API has no data trace/],
    ['tracing', { tracing: true }, /tracing: an HTTP API has no X-Ray traces/],
  ])('fails the synthesis when %s is set on it', (_, props, words) => {
    const stack = emptyStack();
    ApiLogging.of(httpApi(stack)).enable(props);
    expect(() => Template.fromStack(stack)).toThrow(words);
  });

  it('applies only the app-wide props that it supports', () => {
    const stack = emptyStack();
    httpApi(stack);
    restApi(stack);
    ApiLogging.of(stack.node.root).enable({ executionLevel: 'INFO', tracing: true });
    expect(only(stack, V2_STAGE).Properties.DefaultRouteSettings).toEqual({ DetailedMetricsEnabled: true });
    expect(only(stack, REST_STAGE).Properties.MethodSettings).toMatchObject([{ LoggingLevel: 'INFO' }]);
  });
});

describe('a WebSocket API', () => {
  it('has an access log, an execution level, and an execution log group with a retention', () => {
    const stack = emptyStack();
    ApiLogging.of(webSocketApi(stack)).enable({ routes: { $default: { metrics: false } } });
    const { AccessLogSettings, DefaultRouteSettings, RouteSettings } = only(stack, V2_STAGE).Properties;
    expect(format(AccessLogSettings)).toMatchObject({ connectionId: 'connectionId', eventType: 'eventType' });
    expect(DefaultRouteSettings).toEqual({
      DetailedMetricsEnabled: true,
      LoggingLevel: 'ERROR',
      DataTraceEnabled: false,
    });
    expect(RouteSettings).toEqual({
      $default: { DetailedMetricsEnabled: false, LoggingLevel: 'ERROR', DataTraceEnabled: false },
    });
    expect(only(stack, 'Custom::AdoptedLogGroup').Properties.LogGroupName).toEqual({
      'Fn::Join': ['', ['/aws/apigateway/', expect.anything(), '/live']],
    });
  });
});

describe('scopes', () => {
  it('override each other prop by prop, the API last', () => {
    const stack = emptyStack();
    const api = restApi(stack);
    ApiLogging.of(api).enable({ executionLevel: 'INFO' });
    ApiLogging.of(stack.node.root).enable({ metrics: false, executionLevel: 'OFF', retention: RetentionDays.ONE_DAY });
    expect(only(stack, REST_STAGE).Properties.MethodSettings).toMatchObject([
      { LoggingLevel: 'INFO', MetricsEnabled: false },
    ]);
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 1 });
  });

  it.each([
    ['the context', { apiLogging: 'off' }, undefined, false],
    ['the context of its stack', { apiLogging: 'off', 'apiLogging:Orders': 'on' }, undefined, true],
    ['a tag', {}, 'off', false],
    ['a tag over the context', { apiLogging: 'off' }, 'on', true],
    ['nothing', {}, undefined, true],
  ])('are switched on or off by %s', (_, context, tag, isOn) => {
    const stack = emptyStack(context);
    restApi(stack);
    ApiLogging.of(stack).enable();
    if (tag !== undefined) Tags.of(stack).add('tailgate:api-logging', tag);
    expect('AccessLogSetting' in only(stack, REST_STAGE).Properties).toBe(isOn);
  });

  it('fail for a switch value that is neither on nor off', () => {
    const stack = emptyStack({ apiLogging: 'maybe' });
    restApi(stack);
    ApiLogging.of(stack).enable();
    expect(() => Template.fromStack(stack)).toThrow(/context value apiLogging is "maybe"\. Set it to on or off/);
  });

  it('do not change an API with enabled: false', () => {
    const stack = emptyStack();
    const api = restApi(stack);
    ApiLogging.of(stack).enable();
    ApiLogging.of(api).enable({ enabled: false });
    expect(only(stack, REST_STAGE).Properties).not.toHaveProperty('AccessLogSetting');
  });

  it('of one environment do not reach the same API of another one, whose logical ids are the same', () => {
    const app = new App();
    new ApiGatewayAccountStack(new Stage(app, 'Account'), 'Account');
    const [dev, prod] = ['Dev', 'Prod'].map((id) => new Stack(new Stage(app, id), 'Orders'));
    if (!dev || !prod) throw new Error('two stacks');
    ApiLogging.of(app).enable({ executionLevel: 'INFO' });
    restApi(dev);
    ApiLogging.of(restApi(prod)).enable({ executionLevel: 'ERROR' });
    const levels = [dev, prod].map((stack) => only(stack, REST_STAGE).Properties.MethodSettings[0].LoggingLevel);
    expect(levels).toEqual(['INFO', 'ERROR']);
  });

  it('can be a stage of an HTTP API of another app', () => {
    const stack = emptyStack();
    const httpApi = v2.HttpApi.fromHttpApiAttributes(stack, 'Imported', { httpApiId: 'a1b2c3d4e5' });
    new v2.HttpStage(stack, 'Beta', { httpApi, stageName: 'beta' });
    ApiLogging.of(stack).enable();
    expect(only(stack, V2_STAGE).Properties.AccessLogSettings.Format).toContain('routeKey');
  });

  it('leave an L1 stage of an API of another app as it is, with a warning that enabled: false hides', () => {
    const stack = emptyStack();
    new v2.CfnStage(stack, 'Beta', { apiId: 'a1b2c3d4e5', stageName: 'beta' });
    ApiLogging.of(stack).enable();
    expect(only(stack, V2_STAGE).Properties).not.toHaveProperty('AccessLogSettings');
    Annotations.fromStack(stack).hasWarning('/Orders/Beta', Match.stringLikeRegexp('the API "a1b2c3d4e5"'));
    const hidden = emptyStack();
    const hiddenStage = new v2.CfnStage(hidden, 'Beta', { apiId: 'a1b2c3d4e5', stageName: 'beta' });
    ApiLogging.of(hidden).enable();
    ApiLogging.of(hiddenStage).enable({ enabled: false });
    Annotations.fromStack(hidden).hasNoWarning('*', Match.anyValue());
  });

  it('make stacks depend on the stack that sets the account role', () => {
    const app = new App();
    const account = new ApiGatewayAccountStack(app, 'Account');
    const stack = new Stack(app, 'Orders');
    restApi(stack);
    ApiLogging.of(app).enable();
    app.synth();
    expect(stack.dependencies).toContain(account);
  });
});

describe('routes', () => {
  it.each<[string, ApiLoggingProps, RegExp]>([
    [
      'routes',
      { routes: { 'GET /note': { metrics: false } } },
      /routes\["GET \/note"\] is not a route of the API\. Did you/,
    ],
    ['routes, of a method', { routes: { 'PUT /notes': { metrics: false } } }, /Did you mean "GET \/notes"\?/],
    ['health checks', { healthCheckRoutes: ['GET /heath'] }, /healthCheckRoutes "GET \/heath".*mean "GET \/health"\?/],
  ])('that an API does not have are refused: %s', (_, props, message) => {
    const stack = emptyStack();
    ApiLogging.of(restApi(stack)).enable(props);
    expect(() => Template.fromStack(stack)).toThrow(message);
  });

  it('of an app apply to the APIs that have them, and are refused if no API has them', () => {
    const stack = emptyStack();
    restApi(stack);
    const other = new rest.RestApi(stack, 'Other', { cloudWatchRole: false, deployOptions: { stageName: 'other' } });
    other.root.addMethod('ANY', new rest.MockIntegration());
    ApiLogging.of(stack.node.root).enable({ routes: { 'GET /notes': { executionLevel: 'INFO' } } });
    const stages = Object.values(Template.fromStack(stack).findResources(REST_STAGE));
    const settings = stages.map(({ Properties }) => [Properties.StageName, Properties.MethodSettings.length]);
    expect(Object.fromEntries(settings)).toEqual({ prod: 2, other: 1 });
    const refused = emptyStack();
    restApi(refused);
    ApiLogging.of(refused).enable({ routes: { 'GET /customers/of/orders': { executionLevel: 'INFO' } } });
    expect(() => Template.fromStack(refused)).toThrow(/Its routes are .*GET \/notes/);
  });

  it('can be health checks that a route with parameters serves: they have no settings of their own', () => {
    const stack = emptyStack();
    const api = new rest.RestApi(stack, 'Api', { cloudWatchRole: false });
    api.root.addProxy({ defaultIntegration: new rest.MockIntegration() });
    ApiLogging.of(api).enable({ healthCheckRoutes: ['GET /health'] });
    expect(only(stack, REST_STAGE).Properties).toMatchObject({
      MethodSettings: [{ ResourcePath: '/*' }],
      Tags: [{ Key: 'tailgate:health-checks', Value: 'GET /health' }],
    });
  });

  // "Unable to find Route by key GET /notes within the provided RouteSettings":
  // https://github.com/terraform-aws-modules/terraform-aws-apigateway-v2/pull/80
  it('of an HTTP API exist before the stage has settings for them, which health checks do not need', () => {
    const stack = emptyStack();
    const api = httpApi(stack);
    for (const path of ['/notes', '/health']) {
      const integration = new HttpUrlIntegration('Upstream', 'https://example.com');
      api.addRoutes({ path, methods: [v2.HttpMethod.GET], integration });
    }
    ApiLogging.of(api).enable({ routes: { 'GET /notes': { metrics: false } }, healthCheckRoutes: ['GET /health'] });
    const { Properties, DependsOn } = only(stack, V2_STAGE);
    expect(Object.keys(Properties.RouteSettings)).toEqual(['GET /notes']);
    const routes = Template.fromStack(stack).findResources('AWS::ApiGatewayV2::Route', {
      Properties: { RouteKey: 'GET /notes' },
    });
    expect(DependsOn).toEqual(Object.keys(routes));
  });
});

describe('invalid props', () => {
  it.each<[string, ApiLoggingProps, RegExp]>([
    ['a level', { executionLevel: 'DEBUG' as never }, /executionLevel is "DEBUG"\. Use one of OFF, ERROR, INFO/],
    ['an infinite retention', { retention: RetentionDays.INFINITE }, /retention is INFINITE.*TEN_YEARS or less/],
    ['a retention that is not offered', { retention: 42 as never }, /retention is 42 days/],
    ['a data trace without a reason', { dataTrace: { reason: ' ' } }, /gives no reason/],
    [
      'an identity from a header',
      { identity: { userId: 'request.header.user' } },
      /only an authorizer can identify the caller/,
    ],
  ])('fail immediately: %s', (_, props, words) => {
    expect(() => ApiLogging.of(emptyStack()).enable(props)).toThrow(words);
  });

  it('fail at synthesis for an invalid route, with the path of the stage', () => {
    const stack = emptyStack();
    ApiLogging.of(restApi(stack)).enable({ routes: { '/notes': { metrics: false } } });
    expect(() => Template.fromStack(stack)).toThrow(
      /Orders\/Api\/DeploymentStage\.prod.*"\/notes" is not a route of a REST API/,
    );
  });
});
