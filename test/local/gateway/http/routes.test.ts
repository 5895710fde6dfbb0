import { expect, it } from 'vitest';
import { readHttpApis } from '../../../../local/gateway/http/read-template.ts';
import { call } from '../rest/local-api.ts';
import { httpApi, startHttp } from './local-http-api.ts';

const NOT_FOUND = { status: 404, text: '{"message":"Not Found"}' };
const named = (_: unknown, name: string) => name;

it('the most special route takes a request, its own method before ANY, and $default what is left', async () => {
  const { url, access } = await startHttp(named, {
    routes: {
      $default: { to: 'default' },
      'ANY /{proxy+}': { to: 'proxy' },
      'GET /notes/{id}': { to: 'one' },
      'ANY /notes/{id}': { to: 'any' },
      'GET /notes/mine': { to: 'mine' },
      'GET /notes/{rest+}': { to: 'rest' },
    },
    format: '$context.routeKey $context.path',
  });
  const took = async (path: string, method = 'GET') => (await call(`${url}${path}`, { method })).text;
  expect(await took('/notes/mine')).toBe('mine');
  expect(await took('/notes/1?a=b')).toBe('one');
  expect(await took('/notes/1', 'DELETE')).toBe('any');
  expect(await took('/notes/1/2')).toBe('rest');
  expect(await took('/else')).toBe('proxy');
  expect(await took('/')).toBe('default');
  expect(access()).toEqual([
    'GET /notes/mine /notes/mine',
    'GET /notes/{id} /notes/1',
    'ANY /notes/{id} /notes/1',
    'GET /notes/{rest+} /notes/1/2',
    'ANY /{proxy+} /else',
    '$default /',
  ]);
});

it('what no route takes is not found, and has no route in the access log', async () => {
  const { url, access } = await startHttp(named, {
    format: '$context.status $context.routeKey $context.error.message',
  });
  expect(await call(`${url}/nothing`)).toMatchObject(NOT_FOUND);
  expect(await call(`${url}/notes`, { method: 'POST' })).toMatchObject(NOT_FOUND);
  expect(access()).toEqual(['404 - Not Found', '404 - Not Found']);
});

it('the stage $default has no path of its own; another begins with its name, which stays in the path', async () => {
  const { url, events, access } = await startHttp(named, { format: '$context.stage $context.path $context.routeKey' });
  expect((await call(`${url}/notes`)).text).toBe('list');
  expect((await call(`${url}/prod/notes`)).text).toBe('list');
  expect(events.map(({ rawPath }) => rawPath)).toEqual(['/notes', '/prod/notes']);
  expect(access()).toEqual(['$default /notes GET /notes']);
  expect(access('prod')).toEqual(['prod /prod/notes GET /notes']);
});

it('without the stage $default, what is of no stage is not found', async () => {
  const { url } = await startHttp(named, { stages: ['prod'] });
  expect(await call(`${url}/notes`)).toMatchObject(NOT_FOUND);
  expect((await call(`${url}/prod/notes`)).text).toBe('list');
});

it('names each route that it does not run, and why', () => {
  const { apis, unsupported } = readHttpApis(
    httpApi({
      routes: {
        'GET /jwt': { to: 'list', more: { AuthorizationType: 'JWT', AuthorizerId: 'x' } },
        'GET /iam': { to: 'list', more: { AuthorizationType: 'AWS_IAM' } },
        'GET /lost': { to: 'list', more: { AuthorizationType: 'CUSTOM', AuthorizerId: 'x' } },
        'GET /http': { to: 'http' },
        'GET /link': { to: 'link' },
        'GET /queue': { to: 'queue' },
        'GET /mapped': { to: 'mapped' },
        'GET /nowhere': { to: 'list', more: { Target: 'integrations/other' } },
        sendMessage: { to: 'list' },
        'GET /fine': { to: 'list' },
      },
      integrations: {
        http: { IntegrationType: 'HTTP_PROXY', IntegrationUri: 'http://localhost' },
        link: { IntegrationType: 'HTTP_PROXY', ConnectionType: 'VPC_LINK' },
        queue: { IntegrationSubtype: 'SQS-SendMessage' },
        mapped: { RequestParameters: { 'overwrite:path': '/x' } },
      },
    }),
  );
  const run = apis[0]?.routes.filter((route) => !('unsupportedReason' in route));
  expect(run?.map(({ routeKey }) => routeKey)).toEqual(['GET /fine']);
  expect(unsupported.map(({ type, name, reason }) => [type, name, reason])).toEqual(
    [
      ['GET /jwt of notes', 'its authorization type is JWT'],
      ['GET /iam of notes', 'its authorization type is AWS_IAM'],
      ['GET /lost of notes', 'its authorizer is not in these stacks: x'],
      ['GET /http of notes', 'its integration type is HTTP_PROXY'],
      ['GET /link of notes', 'its integration needs a VPC link, and a local VPC does not exist'],
      ['GET /queue of notes', 'its integration subtype is SQS-SendMessage'],
      ['GET /mapped of notes', 'its integration has parameter mappings'],
      ['GET /nowhere of notes', 'its integration is not in these stacks: integrations/other'],
      ['sendMessage of notes', 'its route key is not valid in an HTTP API'],
    ].map((row) => ['AWS::ApiGatewayV2::Route', ...row]),
  );
});

it('a request of a route that is not run comes to no other route: what needs a token is not served without one', async () => {
  const { url, events, access } = await startHttp(named, {
    routes: {
      $default: { to: 'default' },
      'GET /mine': { to: 'mine', more: { AuthorizationType: 'JWT', AuthorizerId: 'x' } },
    },
    format: '$context.status $context.routeKey $context.integrationErrorMessage',
  });
  expect((await call(`${url}/mine`)).status).toBe(500);
  expect(events).toEqual([]);
  expect(access()).toEqual(['500 GET /mine not supported locally: its authorization type is JWT']);
});

it('says that routes from OpenAPI, and those made from a target, are not read', () => {
  expect(readHttpApis(httpApi({ api: { Body: { openapi: '3.0.1' } } })).unsupported).toEqual([
    {
      type: 'AWS::ApiGatewayV2::Api',
      name: 'notes',
      reason: 'routes are read only from the template, not from OpenAPI',
    },
  ]);
  expect(readHttpApis(httpApi({ api: { Target: 'arn' } })).unsupported).toMatchObject([
    { reason: 'the route of its Target is not created: define a route, an integration and a stage' },
  ]);
});

it('an integration takes 30 seconds at most, and the format 1.0 unless it says otherwise', () => {
  const timeoutOf = (properties: object) => {
    const integrations = { list: { PayloadFormatVersion: undefined, ...properties } };
    const [route] = readHttpApis(httpApi({ integrations })).apis[0]?.routes ?? [];
    return route && 'integration' in route && route.integration;
  };
  expect(timeoutOf({})).toMatchObject({ timeoutMs: 30_000, payloadFormat: '1.0', functionName: 'list' });
  expect(timeoutOf({ TimeoutInMillis: 40_000 })).toMatchObject({ timeoutMs: 30_000 });
  expect(timeoutOf({ TimeoutInMillis: 5000 })).toMatchObject({ timeoutMs: 5000 });
});
