import { App, Aws, CfnCondition, CfnParameter, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as rest from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { ApiLogging } from '../../../infra/constructs/api-logging/api-logging.ts';
import type { ApiLoggingProps } from '../../../infra/constructs/api-logging/api-logging-props.ts';
import { emptyStack, only } from '../synthesize.ts';

/** The properties of the only stage of a type, with ApiLogging turned on for the stack. */
function stageOf(stack: Stack, type: 'ApiGateway' | 'ApiGatewayV2', props: ApiLoggingProps = {}) {
  ApiLogging.of(stack).enable(props);
  return only(stack, `AWS::${type}::Stage`).Properties;
}

function l1RestStage(stack: Stack, props: Partial<rest.CfnStageProps>): rest.CfnStage {
  const api = new rest.CfnRestApi(stack, 'Api', { name: 'old' });
  return new rest.CfnStage(stack, 'Stage', { restApiId: api.ref, deploymentId: 'd', stageName: 'v1', ...props });
}

function l1Stage(stack: Stack, protocolType: 'HTTP' | 'WEBSOCKET', props: Partial<v2.CfnStageProps>): v2.CfnStage {
  const api = new v2.CfnApi(stack, 'Api', { name: 'old', protocolType });
  return new v2.CfnStage(stack, 'Stage', { apiId: api.ref, stageName: 'v1', ...props });
}

describe('settings of a REST stage', () => {
  // The app of https://github.com/aws/aws-cdk/issues/24096: the CDK writes two entries for all methods.
  it('are merged when the CDK writes several entries for the same methods', () => {
    const stack = emptyStack();
    const api = new rest.RestApi(stack, 'Api', {
      cloudWatchRole: false,
      deployOptions: {
        metricsEnabled: true,
        throttlingBurstLimit: 5,
        methodOptions: {
          '/*/*': {
            throttlingRateLimit: 200,
            throttlingBurstLimit: 600,
            cachingEnabled: true,
            cacheDataEncrypted: true,
          },
        },
      },
    });
    api.root.addMethod('GET', new rest.MockIntegration());
    expect(stageOf(stack, 'ApiGateway').MethodSettings).toEqual([
      {
        HttpMethod: '*',
        ResourcePath: '/*',
        LoggingLevel: 'ERROR',
        DataTraceEnabled: false,
        MetricsEnabled: true,
        // The later value, as on AWS.
        ThrottlingBurstLimit: 600,
        ThrottlingRateLimit: 200,
        CachingEnabled: true,
        CacheDataEncrypted: true,
      },
    ]);
  });

  it('are merged for one method in any spelling of its path, and with the settings of the stage in any order', () => {
    const stack = emptyStack();
    l1RestStage(stack, {
      methodSettings: [
        { httpMethod: 'GET', resourcePath: '/~1notes', throttlingBurstLimit: 7 },
        { httpMethod: 'GET', resourcePath: '/notes', cacheTtlInSeconds: 9 },
        { httpMethod: '*', resourcePath: '/*', throttlingRateLimit: 50 },
      ],
    });
    expect(stageOf(stack, 'ApiGateway', { routes: { 'GET /notes': { metrics: false } } }).MethodSettings).toMatchObject(
      [
        { ResourcePath: '/*', ThrottlingRateLimit: 50 },
        {
          HttpMethod: 'GET',
          ThrottlingBurstLimit: 7,
          CacheTtlInSeconds: 9,
          ThrottlingRateLimit: 50,
          MetricsEnabled: false,
          LoggingLevel: 'ERROR',
        },
      ],
    );
  });

  it.each<[string, (api: rest.RestApi) => IConstruct, boolean]>([
    ['stay where a prop of the stack sets others', ({ stack }) => stack, true],
    ['give way where a prop of the API sets others', (api) => api, false],
    ['give way where a prop of the stage sets others', (api) => api.deploymentStage, false],
  ])('%s', (_, scope, isKept) => {
    const stack = emptyStack();
    const api = new rest.RestApi(stack, 'Api', {
      cloudWatchRole: false,
      deployOptions: { loggingLevel: rest.MethodLoggingLevel.INFO, metricsEnabled: false, tracingEnabled: false },
    });
    api.root.addMethod('GET');
    ApiLogging.of(scope(api)).enable({ executionLevel: 'ERROR', metrics: true, tracing: true });
    expect(stageOf(stack, 'ApiGateway')).toMatchObject({
      MethodSettings: [{ LoggingLevel: isKept ? 'INFO' : 'ERROR', MetricsEnabled: !isKept }],
      TracingEnabled: !isKept,
    });
  });

  it('include the access log, with a warning for props of its API that have no effect', () => {
    const stack = emptyStack();
    const stage = l1RestStage(stack, {
      accessLogSetting: { destinationArn: 'arn:mine', format: '$context.requestId' },
    });
    ApiLogging.of(stage).enable({ obfuscatePaths: true, accessLogs: false });
    expect(stageOf(stack, 'ApiGateway').AccessLogSetting).toEqual({
      DestinationArn: 'arn:mine',
      Format: '$context.requestId',
    });
    Annotations.fromStack(stack).hasWarning(
      '/Orders/Stage',
      Match.stringLikeRegexp('accessLogs, obfuscatePaths of ApiLogging has no effect'),
    );
  });

  it('do not include an access log that an override deletes', () => {
    const stack = emptyStack();
    l1RestStage(stack, { accessLogSetting: { destinationArn: 'arn:mine' } }).addPropertyDeletionOverride(
      'AccessLogSetting',
    );
    expect(stageOf(stack, 'ApiGateway').AccessLogSetting).toMatchObject({
      Format: expect.stringContaining('requestId'),
    });
  });

  it('can be tokens, one by one or as a list', () => {
    const stack = emptyStack();
    const limit = new CfnParameter(stack, 'Limit', { type: 'Number' });
    l1RestStage(stack, {
      methodSettings: Lazy.any({
        produce: () => [{ httpMethod: '*', resourcePath: '/*', throttlingBurstLimit: limit.valueAsNumber }],
      }),
    });
    expect(stageOf(stack, 'ApiGateway').MethodSettings).toMatchObject([
      { ThrottlingBurstLimit: { Ref: 'Limit' }, LoggingLevel: 'ERROR' },
    ]);
  });

  it('include those of addPropertyOverride', () => {
    const stack = emptyStack();
    const stage = l1RestStage(stack, {
      methodSettings: [{ httpMethod: '*', resourcePath: '/*', throttlingBurstLimit: 7 }],
    });
    stage.addPropertyOverride('MethodSettings.0.ThrottlingRateLimit', 50);
    stage.addPropertyOverride('TracingEnabled', false);
    stage.addPropertyOverride('AccessLogSetting', { DestinationArn: 'arn:mine', Format: '$context.requestId' });
    expect(stageOf(stack, 'ApiGateway')).toMatchObject({
      MethodSettings: [{ ThrottlingBurstLimit: 7, ThrottlingRateLimit: 50, LoggingLevel: 'ERROR' }],
      TracingEnabled: false,
      AccessLogSetting: { DestinationArn: 'arn:mine', Format: '$context.requestId' },
    });
  });

  it('are not lost when an override replaces all of them', () => {
    const stack = emptyStack();
    const stage = l1RestStage(stack, {});
    stage.addPropertyOverride('MethodSettings', [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 50 }]);
    expect(stageOf(stack, 'ApiGateway').MethodSettings).toEqual([
      expect.objectContaining({ ThrottlingRateLimit: 50, LoggingLevel: 'ERROR' }),
    ]);
  });

  it('include entries that a condition decides, and a list that a condition decides is refused', () => {
    const entry = { 'Fn::If': ['IsLarge', { HttpMethod: 'GET', ResourcePath: '/~1a' }, { Ref: 'AWS::NoValue' }] };
    const stack = emptyStack();
    new CfnCondition(stack, 'IsLarge', { expression: Fn.conditionEquals(Aws.REGION, 'us-east-1') });
    l1RestStage(stack, { methodSettings: [Lazy.any({ produce: () => entry })] });
    expect(stageOf(stack, 'ApiGateway').MethodSettings).toEqual([
      expect.objectContaining({ ResourcePath: '/*', LoggingLevel: 'ERROR' }),
      entry,
    ]);
    const refused = emptyStack();
    l1RestStage(refused, { methodSettings: Lazy.any({ produce: () => ({ 'Fn::If': ['IsLarge', [], []] }) }) });
    expect(() => stageOf(refused, 'ApiGateway')).toThrow(/Orders\/Stage.*decided at deployment.*Set methodSettings/);
  });

  it('create the execution log group if only one method writes an execution log', () => {
    const stack = emptyStack();
    l1RestStage(stack, {
      methodSettings: [
        { httpMethod: '*', resourcePath: '/*', loggingLevel: 'OFF' },
        { httpMethod: 'GET', resourcePath: '/~1notes', loggingLevel: 'INFO' },
      ],
    });
    ApiLogging.of(stack).enable();
    Template.fromStack(stack).resourceCountIs('Custom::AdoptedLogGroup', 1);
  });
});

describe('settings of an HTTP or WebSocket stage', () => {
  it.each(['throttlingBurstLimit', 'ThrottlingBurstLimit'])('of a route have one name each, given as %s', (name) => {
    const stack = emptyStack();
    l1Stage(stack, 'HTTP', {
      defaultRouteSettings: { throttlingBurstLimit: 100 },
      routeSettings: { 'GET /notes': { [name]: 7 }, $default: {} },
    });
    expect(stageOf(stack, 'ApiGatewayV2').RouteSettings).toEqual({
      'GET /notes': { DetailedMetricsEnabled: true, ThrottlingBurstLimit: 7 },
      $default: { DetailedMetricsEnabled: true, ThrottlingBurstLimit: 100 },
    });
  });

  it('stay where no prop sets them', () => {
    const stack = emptyStack();
    l1Stage(stack, 'WEBSOCKET', { defaultRouteSettings: { loggingLevel: 'INFO', detailedMetricsEnabled: false } });
    expect(stageOf(stack, 'ApiGatewayV2').DefaultRouteSettings).toEqual({
      LoggingLevel: 'INFO',
      DetailedMetricsEnabled: false,
      DataTraceEnabled: false,
    });
  });

  it('include those of addPropertyOverride', () => {
    const stack = emptyStack();
    const stage = l1Stage(stack, 'HTTP', {});
    stage.addPropertyOverride('DefaultRouteSettings.ThrottlingRateLimit', 50);
    stage.addPropertyOverride('RouteSettings', { sendMessage: { ThrottlingBurstLimit: 7 } });
    const properties = stageOf(stack, 'ApiGatewayV2', { routes: { sendMessage: { metrics: false } } });
    expect(properties.DefaultRouteSettings).toEqual({ ThrottlingRateLimit: 50, DetailedMetricsEnabled: true });
    expect(properties.RouteSettings).toEqual({
      sendMessage: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 7, DetailedMetricsEnabled: false },
    });
  });

  it('that a condition decides are refused', () => {
    const stack = emptyStack();
    l1Stage(stack, 'HTTP', { defaultRouteSettings: Lazy.any({ produce: () => ({ 'Fn::If': ['IsLarge', {}, {}] }) }) });
    expect(() => stageOf(stack, 'ApiGatewayV2')).toThrow(/Orders\/Stage.*Set defaultRouteSettings to an object/);
  });
});

it('an app is changed in the same way at each synthesis', () => {
  const templates = [1, 2].map(() => {
    const stack = new Stack(new App(), 'Orders');
    l1Stage(stack, 'HTTP', {});
    ApiLogging.of(stack).enable();
    return JSON.stringify(Template.fromStack(stack).toJSON());
  });
  expect(templates[0]).toBe(templates[1]);
});
