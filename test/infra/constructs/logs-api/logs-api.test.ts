import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { describe, expect, it } from 'vitest';
import { ApiLogging } from '../../../../infra/constructs/api-logging/api-logging.ts';
import { FunctionLogging } from '../../../../infra/constructs/function-logging/function-logging.ts';
import { LogsApi } from '../../../../infra/constructs/logs-api/logs-api.ts';
import type { LogsApiProps } from '../../../../infra/constructs/logs-api/logs-api-props.ts';
import { ServedLog } from '../../../../infra/constructs/logs-api/served-log.ts';
import { LogsApiStack } from '../../../../infra/stacks/logs-api-stack.ts';

/** The properties whose fixed value allows only one copy in an account and region.
 *  @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html */
const UNIQUE_NAMES = ['FunctionName', 'TableName', 'QueueName', 'RoleName', 'PolicyName', 'LogGroupName', 'AlarmName'];

function servedLogs(scope: Stack): [ServedLog] {
  const logGroup = LogGroup.fromLogGroupName(scope, 'Charge', 'charge');
  return [{ name: 'lambda/charge', kind: 'function', functionName: 'charge', logGroup }];
}

describe('LogsApi', () => {
  it('can exist twice in a stack: nothing that must be unique in a region has a fixed name', () => {
    const stack = new Stack(new App(), 'Shop');
    const logs = servedLogs(stack);
    new LogsApi(stack, 'A', { logs });
    new LogsApi(stack, 'B', { logs, concurrency: 5 });
    const resources = Object.values(Template.fromStack(stack).toJSON().Resources) as {
      Type: string;
      Properties?: Record<string, unknown>;
    }[];
    const fixed = resources.flatMap(({ Type, Properties = {} }) =>
      // The name of an inline policy is unique in its role only, and API Gateway defines the name of its execution log group.
      Type === 'AWS::IAM::Policy'
        ? []
        : UNIQUE_NAMES.filter(
            (name) => typeof Properties[name] === 'string' && Type !== 'AWS::Logs::SubscriptionFilter',
          ),
    );
    expect(fixed).toEqual([]);
    const reserved = resources.flatMap(({ Properties }) => Properties?.ReservedConcurrentExecutions ?? []);
    // One for each request, and one for each refusal.
    expect(reserved).toEqual([10]);
  });

  it('keeps the logical id of the table that the stack had before there was a construct, and with it the tokens', () => {
    const app = new App();
    const stack = new LogsApiStack(app, 'LogsApi', { logs: servedLogs(new Stack(app, 'Other')) });
    const template = Template.fromStack(stack);
    expect(Object.keys(template.findResources('AWS::DynamoDB::Table'))).toEqual(['CallsTableE368837E']);
    expect(Object.keys(template.findResources('AWS::ApiGateway::RestApi'))).toEqual(['HttpApi4E1D4184']);
    expect(Object.keys(template.findOutputs('TableName'))).toEqual(['TableName']);
  });

  it.each<[string, (logs: [ServedLog]) => object, string]>([
    ['no logs', () => ({ logs: [] }), 'logs is empty. List at least one log group to serve.'],
    ['a misspelt prop', (logs) => ({ logs, concurency: 5 }), 'concurency is not a prop. Did you mean concurrency?'],
    ['a concurrency of 0', (logs) => ({ logs, concurrency: 0 }), 'concurrency is 0. Set it to a number of 1 or more.'],
    [
      'a base path, which the routes do not have',
      (logs) => ({ logs, domainName: { domainName: 'logs.example.com', certificate: {}, basePath: 'v1' } }),
      'domainName.basePath is not supported. Remove it, and use a domain name for the Logs API only.',
    ],
    [
      'a name twice',
      ([log]) => ({ logs: [log, { ...log }] }),
      'Two logs have the name "lambda/charge". Give each its own name.',
    ],
    [
      'a name that is not a path',
      ([log]) => ({ logs: [{ ...log, name: 'lambda charge' }] }),
      'logs[0].name is "lambda charge". Set it to a path of letters, digits and -_.@$: lambda/charge.',
    ],
    [
      'a function without its name',
      ([{ functionName: _, ...log }]) => ({ logs: [log] }),
      'The log "lambda/charge" is of a function. Set its functionName.',
    ],
  ])('refuses %s', (_, props, message) => {
    const stack = new Stack(new App(), 'Shop');
    expect(() => new LogsApi(stack, 'Logs', props(servedLogs(stack)) as LogsApiProps)).toThrow(
      `LogsApi of Shop/Logs: ${message}`,
    );
  });
});

it('refuses a log group of another region', () => {
  const app = new App();
  const logs = servedLogs(new Stack(app, 'Shop', { env: { account: '111122223333', region: 'eu-west-1' } }));
  const stack = new Stack(app, 'Logs', { env: { account: '111122223333', region: 'us-east-1' } });
  expect(() => new LogsApi(stack, 'Logs', { logs })).toThrow(
    'LogsApi of Logs/Logs: The log "lambda/charge" is in another account or region (eu-west-1).',
  );
});

describe('ServedLog', () => {
  it('finds the log groups that ApiLogging and FunctionLogging add later, also from another stack', () => {
    const app = new App();
    const shop = new Stack(app, 'Shop');
    const charge = new LambdaFunction(shop, 'Charge', {
      code: Code.fromInline('exports.handler = async () => ({})'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
    });
    const api = new RestApi(shop, 'Orders', { cloudWatchRole: false });
    api.root.addMethod('GET', new LambdaIntegration(charge));
    const stage = api.deploymentStage;
    const logs = [
      ServedLog.ofFunction(charge),
      ServedLog.ofAccessLog(stage, { functions: [charge] }),
      ServedLog.ofExecutionLog(stage),
    ];
    new LogsApi(new Stack(app, 'Logs'), 'Logs', { logs });
    ApiLogging.of(app).enable({ executionLogGroup: 'create' });
    FunctionLogging.of(app).enable();
    const { Resources } = Template.fromStack(Stack.of(app.node.findChild('Logs'))).toJSON();
    const [served] = Object.entries<{ Properties: { Environment: { Variables: { SERVED_LOGS: unknown } } } }>(Resources)
      .filter(([id]) => id.startsWith('LogsApiFunction'))
      .map(([, { Properties }]) => JSON.stringify(Properties.Environment.Variables.SERVED_LOGS));
    expect(served).toContain('lambda/Charge');
    expect(served).toContain('access/Orders/prod');
    expect(served).toContain('api-gateway/Orders/prod');
    const groups = Template.fromStack(shop).findResources('AWS::Logs::LogGroup');
    expect(Object.keys(groups)).toHaveLength(3);
    const [reading] = Object.entries<{ Properties: { PolicyDocument: { Statement: { Action: string[] }[] } } }>(
      Resources,
    )
      .filter(([id]) => id.startsWith('LogsApiRoleDefaultPolicy'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action.includes('logs:FilterLogEvents'));
    for (const id of Object.keys(groups)) expect(JSON.stringify(reading)).toContain(`${id}Arn`);
    expect(JSON.stringify(reading)).not.toContain(':*');
  });

  it('of an access log that is switched off, or of a group that the app does not define, is not indexed, with a warning', () => {
    const stack = new Stack(new App({ context: { apiLogging: 'off', functionLogging: 'off' } }), 'Shop');
    const charge = new LambdaFunction(stack, 'Charge', {
      code: Code.fromInline('exports.handler = async () => ({})'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_22_X,
    });
    const api = new RestApi(stack, 'Orders', { cloudWatchRole: false });
    api.root.addMethod('GET', new LambdaIntegration(charge));
    ApiLogging.of(stack).enable();
    FunctionLogging.of(stack).enable();
    const logs = [
      ServedLog.ofFunction(charge),
      ServedLog.ofAccessLog(api.deploymentStage),
      ServedLog.ofExecutionLog(api.deploymentStage),
    ];
    new LogsApi(stack, 'Logs', { logs });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Logs::SubscriptionFilter', 0);
    // Who read the logs is logged in any case.
    const stages = Object.values(template.findResources('AWS::ApiGateway::Stage')).map(({ Properties }) => Properties);
    expect(stages.filter(({ AccessLogSetting }) => AccessLogSetting !== undefined)).toHaveLength(1);
    const served = JSON.stringify(template.findResources('AWS::Lambda::Function')).match(/"SERVED_LOGS".*?\]\]/)?.[0];
    expect(served).toContain('lambda/Charge');
    expect(served).toContain('api-gateway/Orders/prod');
    expect(served).not.toContain('access/Orders/prod');
    const warnings = Annotations.fromStack(stack).findWarning('/Shop/Logs', Match.anyValue());
    expect(warnings.map(({ entry }) => entry.data)).toEqual([
      expect.stringMatching(/does not index the calls in lambda\/Charge.*FunctionLogging\.of\(fn\)\.enable\(\)/),
      expect.stringMatching(/does not serve access\/Orders\/prod.*ApiLogging\.of\(api\)\.enable\(\)/),
    ]);
  });

  it('refuses a function of another app', () => {
    const stack = new Stack(new App(), 'Shop');
    const other = LambdaFunction.fromFunctionName(stack, 'Other', 'other') as LambdaFunction;
    expect(() => ServedLog.ofFunction(other)).toThrow('Shop/Other is not a function of this app.');
  });
});
