import { expect, it } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { group, many, rehearse, stackOf } from './test-stacks.ts';

// What API Gateway refuses. The messages are from the reports that the code under test names.

const v2 = (type: string, Properties: object = {}) => ({
  Type: `AWS::ApiGatewayV2::${type}`,
  Properties: { ApiId: { Ref: 'Api' }, ...Properties },
});
const withRoutes = (resources: Parameters<typeof stackOf>[0], Body?: object) =>
  stackOf({ Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ...(Body && { Body }) } }, ...resources });
const route = (RouteKey: string) => v2('Route', { RouteKey });
const stageFor = (key: string, DependsOn: string[] = []) => ({
  ...v2('Stage', { StageName: 'a', RouteSettings: { [key]: { DetailedMetricsEnabled: true } } }),
  DependsOn,
});
const single = (type: string, Properties: Record<string, unknown>) => stackOf({ A: { Type: type, Properties } });

it.each<[string, readonly StackTemplate[], message: string]>([
  [
    'the access log of a REST API, at a stage of an HTTP API',
    [single('AWS::ApiGatewayV2::Stage', { ApiId: 'a', StageName: 'b', AccessLogSetting: {} })],
    'extraneous key [AccessLogSetting]',
  ],
  [
    'a stage of a REST API without a deployment',
    [single('AWS::ApiGateway::Stage', { RestApiId: 'a' })],
    'required key [DeploymentId] not found',
  ],
  ...[{ DefaultRouteSettings: { LoggingLevel: 'OFF' } }, { RouteSettings: { 'GET /': { LoggingLevel: 'INFO' } } }].map(
    (settings): [string, StackTemplate[], string] => [
      `an execution level of an HTTP API, ${JSON.stringify(settings)},`,
      [
        withRoutes({
          Route: route('GET /'),
          Stage: { ...v2('Stage', { StageName: 'a', ...settings }), DependsOn: ['Route'] },
        }),
      ],
      'Execution logs are not supported on protocolType HTTP',
    ],
  ),
  [
    'an access log without a request id',
    [
      withRoutes({
        Logs: group({ LogGroupName: 'logs' }),
        Stage: v2('Stage', {
          StageName: 'a',
          AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['Logs', 'Arn'] }, Format: '$context.status' },
        }),
      }),
    ],
    'must include $context.requestId',
  ],
  [
    'settings of a route that is created later',
    [withRoutes({ Stage: stageFor('GET /'), Route: route('GET /') })],
    'Unable to find Route by key GET / within the provided RouteSettings',
  ],
  [
    'settings of a route that the API does not have',
    [withRoutes({ Stage: stageFor('GET /', ['Route']), Route: route('ANY /') })],
    'Unable to find Route by key GET /',
  ],
  [
    'settings of a route that has another key now',
    ['GET /', 'ANY /'].map((key) =>
      withRoutes({
        Stage: { ...stageFor('GET /', ['Route']), Metadata: {} },
        Route: route(key),
        ...(key === 'ANY /' && {
          Later: { ...v2('Stage', { StageName: 'b', RouteSettings: { 'GET /': {} } }), DependsOn: ['Route'] },
        }),
      }),
    ),
    'Unable to find Route by key GET /',
  ],
  ['two routes with one key', [withRoutes(many(2, () => route('GET /')))], 'already exists'],
  [
    'a long name of a stage',
    [single('AWS::ApiGatewayV2::Stage', { ApiId: 'a', StageName: 'n'.repeat(129) })],
    'expected maxLength: 128, actual: 129',
  ],
])('%s fails, and the stack rolls back', async (_, [...stacks], message) => {
  const { cloudFormation } = rehearse();
  const failing = stacks.pop() as StackTemplate;
  for (const stack of stacks) await cloudFormation.deploy([stack]);
  await expect(cloudFormation.deploy([failing])).rejects.toThrow(message);
  expect(cloudFormation.stack(failing.name).status).toMatch(/ROLLBACK_COMPLETE$/);
});

it.each<[string, StackTemplate]>([
  [
    'settings of a route that is created before',
    withRoutes({ Stage: stageFor('GET /', ['Route']), Route: route('GET /') }),
  ],
  ['settings of a route in an OpenAPI document', withRoutes({ Stage: stageFor('GET /') }, { openapi: '3.0.1' })],
])('%s: deployed, and destroyed', async (_, stack) => {
  const { cloudFormation } = rehearse();
  await cloudFormation.deploy([stack]);
  await cloudFormation.destroy('Orders');
});
