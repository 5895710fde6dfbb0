import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetApisCommand,
  GetIntegrationCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStageCommand,
  GetStagesCommand,
} from '@aws-sdk/client-apigatewayv2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAssembly } from '../../../core/template/assembly.ts';
import { resolveStacks } from '../../../core/template/resolve.ts';
import { serveHttpApiRead } from '../../../local/control-plane/http-api-reads.ts';
import { close, listen } from '../../../local/http/loopback.ts';
import { createPhysicalIds } from '../../../local/physical-ids.ts';

const where = { region: 'us-east-1', accountId: '000000000000' };
let server: Server;
let endpoint: string;
let client: ApiGatewayV2Client;
beforeAll(async () => {
  const assembly = join(import.meta.dirname, '..', '..', 'fixtures', 'http-apis');
  const resources = resolveStacks(readAssembly(assembly), { ...where, identify: createPhysicalIds(where) });
  server = createServer((request, response) => {
    if (!serveHttpApiRead(resources, request, response)) response.writeHead(501).end();
  });
  endpoint = await listen(server, 0);
  client = new ApiGatewayV2Client({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
});
afterAll(async () => {
  client.destroy();
  await close(server);
});

async function idOf(name: string): Promise<string> {
  const { Items = [] } = await client.send(new GetApisCommand({}));
  return Items.find((api) => api.Name === name)?.ApiId ?? '';
}

it('describes the HTTP and WebSocket APIs of the template', async () => {
  const { Items = [] } = await client.send(new GetApisCommand({}));
  expect(Items.map(({ Name, ProtocolType }) => [Name, ProtocolType])).toEqual([
    ['orders', 'HTTP'],
    ['chat', 'WEBSOCKET'],
  ]);
  const chat = await client.send(new GetApiCommand({ ApiId: await idOf('chat') }));
  expect(chat).toMatchObject({ Name: 'chat', RouteSelectionExpression: '$request.body.action' });
});

it('describes stages with their access log and the log level of their routes', async () => {
  const orders = await client.send(new GetStagesCommand({ ApiId: await idOf('orders') }));
  expect(orders.Items).toMatchObject([
    {
      StageName: '$default',
      AccessLogSettings: { DestinationArn: 'arn:aws:logs:us-east-1:000000000000:log-group:orders-access:*' },
    },
    { StageName: 'quiet' },
  ]);
  const one = await client.send(new GetStageCommand({ ApiId: await idOf('orders'), StageName: '$default' }));
  expect(one).toMatchObject({ AutoDeploy: true, DefaultRouteSettings: { DetailedMetricsEnabled: true } });
  const chat = await client.send(new GetStagesCommand({ ApiId: await idOf('chat') }));
  expect(chat.Items?.[0]?.RouteSettings).toEqual({ $connect: { LoggingLevel: 'INFO', DataTraceEnabled: false } });
});

it('describes routes and their integrations', async () => {
  const ApiId = await idOf('orders');
  const { Items: [integration] = [] } = await client.send(new GetIntegrationsCommand({ ApiId }));
  expect(integration).toMatchObject({
    IntegrationUri: 'arn:aws:lambda:us-east-1:000000000000:function:order-create',
    RequestParameters: { 'append:header.Source': '$context.identity.sourceIp' },
  });
  const { Items: routes } = await client.send(new GetRoutesCommand({ ApiId }));
  expect(routes).toMatchObject([{ RouteKey: 'POST /orders', Target: `integrations/${integration?.IntegrationId}` }]);
  const IntegrationId = integration?.IntegrationId;
  expect(await client.send(new GetIntegrationCommand({ ApiId, IntegrationId }))).toMatchObject({ IntegrationId });
});

it.each([
  ['an API', () => new GetStagesCommand({ ApiId: 'nothing' })],
  ['a stage', async () => new GetStageCommand({ ApiId: await idOf('orders'), StageName: 'none' })],
])('responds with 404 for an unknown resource: %s', async (_, command) => {
  const error = await client.send((await command()) as GetStageCommand).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'NotFoundException' });
});

it.each(['/v2/apis/%zz', '/v2/apis/%zz/stages', '/v2/apis/__proto__/stages'])(
  'responds with 404 to %s',
  async (path) => {
    expect((await fetch(endpoint + path)).status).toBe(404);
  },
);

it('does not respond to writes and unknown reads', async () => {
  expect((await fetch(`${endpoint}/v2/apis`, { method: 'POST' })).status).toBe(501);
  expect((await fetch(`${endpoint}/v2/domainnames`)).status).toBe(501);
});
