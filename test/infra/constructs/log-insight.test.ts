import { Duration } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type CfnStage, MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, type HttpStage, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { type CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { expect, it } from 'vitest';
import { ApiLogging } from '../../../infra/constructs/api-logging/api-logging.ts';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { LogInsight } from '../../../infra/constructs/log-insight/log-insight.ts';
import { emptyStack, only } from '../synthesize.ts';

function observedStack(context: Record<string, unknown> = {}) {
  const stack = emptyStack(context);
  const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
  api.root.addMethod('GET', new MockIntegration());
  const charge = new LambdaFunction(stack, 'Charge', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });
  return { stack, api, charge };
}

it('saves queries for log groups, even if the logging is turned on later', () => {
  const { stack, api, charge } = observedStack();
  new LogInsight(stack, 'Insight', { stages: [api.deploymentStage], functions: [charge] });
  ApiLogging.of(stack).enable();
  FunctionLogging.of(charge).enable();
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Logs::QueryDefinition', 5);
  const own = template.findResources('AWS::Lambda::Function', { Properties: { Code: { ZipFile: Match.anyValue() } } });
  const [charged] = Object.values(own);
  template.hasResourceProperties('AWS::Logs::QueryDefinition', {
    Name: 'Orders/cold starts',
    LogGroupNames: [charged?.Properties.LoggingConfig.LogGroup],
    QueryString: Match.stringLikeRegexp('platform.report'),
  });
  template.hasResourceProperties('AWS::Logs::QueryDefinition', {
    Name: 'Orders/slowest routes',
    LogGroupNames: [{ 'Fn::Select': [6, { 'Fn::Split': [':', Match.anyValue()] }] }],
  });
});

it('reads the log groups that overrides set', () => {
  const { stack, api, charge } = observedStack();
  (charge.node.defaultChild as CfnFunction).addPropertyOverride('LoggingConfig.LogGroup', '/orders/charge');
  const stage = api.deploymentStage.node.defaultChild as CfnStage;
  const arn = 'arn:aws:logs:eu-west-1:111111111111:log-group:/orders/access';
  stage.addPropertyOverride('AccessLogSetting', { DestinationArn: arn, Format: '$context.requestId' });
  new LogInsight(stack, 'Insight', { stages: [api.deploymentStage], functions: [charge] });
  const queries = JSON.stringify(Template.fromStack(stack).findResources('AWS::Logs::QueryDefinition'));
  expect(queries).toContain('"/orders/charge"');
  expect(queries).toContain('/orders/access');
});

it('adds alarms for failures, latency, throttles and log volume, which notify a topic', () => {
  const { stack, api, charge } = observedStack();
  const topic = new Topic(stack, 'Topic');
  new LogInsight(stack, 'Insight', {
    stages: [api.deploymentStage],
    functions: [charge],
    topic,
    alarms: { serverErrorPercent: 5, latency: Duration.millis(800), logGigabytesADay: 2 },
  });
  ApiLogging.of(stack).enable();
  const template = Template.fromStack(stack);
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
  const limits = Object.fromEntries(alarms.map(({ MetricName, Threshold }) => [MetricName, Threshold]));
  expect(limits).toEqual({ '5XXError': 0.05, Latency: 800, Errors: 1, Throttles: 1, IncomingBytes: 2e9 });
  for (const alarm of alarms)
    expect(alarm).toMatchObject({ AlarmActions: [expect.anything()], TreatMissingData: 'notBreaching' });
});

it('supports HTTP and WebSocket APIs, and can omit dashboard and alarms', () => {
  const stack = emptyStack();
  const http = new HttpApi(stack, 'Http');
  const webSocketApi = new WebSocketApi(stack, 'Chat');
  const chat = new WebSocketStage(stack, 'ChatStage', { webSocketApi, stageName: 'live' });
  ApiLogging.of(stack).enable();
  new LogInsight(stack, 'Insight', { stages: [http.defaultStage as HttpStage, chat], alarms: false, dashboard: false });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
  template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  template.resourceCountIs('AWS::Logs::QueryDefinition', 3);
});

it('adds a dashboard with the cost of the logs', () => {
  const { stack, api, charge } = observedStack();
  ApiLogging.of(stack).enable();
  new LogInsight(stack, 'Insight', { stages: [api.deploymentStage], functions: [charge], pricePerGigabyte: 0.63 });
  const body = JSON.stringify(only(stack, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
  for (const part of ['Server errors', 'Latency, p99', '*0.63', 'slowest routes', 'IncomingBytes'])
    expect(body).toContain(part);
});

it('fails without stages and functions', () => {
  expect(() => new LogInsight(emptyStack(), 'Insight', {})).toThrow(/neither stages nor functions\. Set at least one/);
});

it.each([
  ['only an API', false, 0, 2],
  ['an API and a function', true, 3, 5],
])(
  'leaves out what needs an access log that is switched off, with a warning: %s',
  (_, hasFunction, queries, alarms) => {
    const { stack, api, charge } = observedStack({ apiLogging: 'off' });
    ApiLogging.of(stack).enable();
    new LogInsight(stack, 'Insight', { stages: [api.deploymentStage], functions: hasFunction ? [charge] : [] });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Logs::QueryDefinition', queries);
    template.resourceCountIs('AWS::CloudWatch::Alarm', alarms);
    const body = JSON.stringify(only(stack, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    expect(body).toContain('Server errors');
    expect(body).not.toContain('slowest routes');
    expect(body.includes('Log bytes per day')).toBe(hasFunction);
    expect(JSON.stringify(template.toJSON())).not.toContain('access-log-is-off');
    Annotations.fromStack(stack).hasWarning(
      '/Orders/Insight',
      Match.stringLikeRegexp('DeploymentStage.prod has no access log, so LogInsight leaves out .* -c apiLogging=off'),
    );
  },
);

it('gives the queries of several copies in a stack different names, the same ones in each synthesis', () => {
  const names = () => {
    const { stack, charge } = observedStack();
    for (const id of ['Orders', 'Refunds', 'Returns']) {
      new LogInsight(new Construct(stack, id), 'Insight', { functions: [charge], dashboard: false, alarms: false });
    }
    const queries = Template.fromStack(stack).findResources('AWS::Logs::QueryDefinition');
    return Object.values(queries).map(({ Properties }) => Properties.Name);
  };
  const all = names();
  expect(new Set(all).size).toBe(all.length);
  expect(all).toContain('Orders/cold starts');
  expect(all).toContain('Orders/Refunds/Insight/cold starts');
  expect(names()).toEqual(all);
});

it.each<[string, object, string]>([
  ['a misspelt prop', { alarm: false }, 'alarm is not a prop. Did you mean alarms?'],
  [
    'a misspelt threshold',
    { alarms: { throttle: 5 } },
    'alarms.throttle is not a prop. Did you mean alarms.throttles?',
  ],
  ['milliseconds for a Duration', { alarms: { latency: 800 } }, 'alarms.latency is 800. Set it to a Duration'],
  ['true for thresholds', { alarms: true }, 'alarms is true. Set it to an object'],
  [
    'a function that is not in a list',
    { functions: new Construct(emptyStack(), 'Charge') },
    'functions is the construct',
  ],
  [
    'an API in place of its stage',
    { stages: [new Construct(emptyStack(), 'Api')] },
    'Pass a stage: api.deploymentStage',
  ],
  ['an HTTP API without a default stage', { stages: [undefined] }, 'stages[0] is undefined. Pass a stage'],
  ['a negative price', { pricePerGigabyte: -1 }, 'pricePerGigabyte is -1. Set it to a number of 0 or more.'],
])('refuses %s', (_, props, message) => {
  expect(() => new LogInsight(emptyStack(), 'Insight', props)).toThrow(message);
  expect(() => new LogInsight(emptyStack(), 'Insight', props)).toThrow('LogInsight of Orders/Insight: ');
});
