import { expect, it } from 'vitest';
import { readHttpApis } from '../../../../local/gateway/http/read-template.ts';
import { call } from '../shared/serve-api.ts';
import { httpApiResources, startHttpApi } from './start-http-api.ts';

const NOT_FOUND = { status: 404, text: '{"message":"Not Found"}' };
const returnName = (_: unknown, name: string) => name;

it('the most specific route receives a request, its own method takes precedence over ANY, and $default receives the rest', async () => {
  const { url, access } = await startHttpApi(returnName, {
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
  const routeOf = async (path: string, method = 'GET') => (await call(`${url}${path}`, { method })).text;
  expect(await routeOf('/notes/mine')).toBe('mine');
  expect(await routeOf('/notes/1?a=b')).toBe('one');
  expect(await routeOf('/notes/1', 'DELETE')).toBe('any');
  expect(await routeOf('/notes/1/2')).toBe('rest');
  expect(await routeOf('/else')).toBe('proxy');
  expect(await routeOf('/')).toBe('default');
  expect(access()).toEqual([
    'GET /notes/mine /notes/mine',
    'GET /notes/{id} /notes/1',
    'ANY /notes/{id} /notes/1',
    'GET /notes/{rest+} /notes/1/2',
    'ANY /{proxy+} /else',
    '$default /',
  ]);
});

it('a request that matches no route is not found, and has no route in the access log', async () => {
  const { url, access } = await startHttpApi(returnName, {
    format: '$context.status $context.routeKey $context.error.message',
  });
  expect(await call(`${url}/nothing`)).toMatchObject(NOT_FOUND);
  expect(await call(`${url}/notes`, { method: 'POST' })).toMatchObject(NOT_FOUND);
  expect(access()).toEqual(['404 - Not Found', '404 - Not Found']);
});

it('the path of a request begins with the name of its stage, except in the stage $default', async () => {
  const { url, events, access } = await startHttpApi(returnName, {
    format: '$context.stage $context.path $context.routeKey',
  });
  expect((await call(`${url}/notes`)).text).toBe('list');
  expect((await call(`${url}/prod/notes`)).text).toBe('list');
  expect(events.map(({ rawPath }) => rawPath)).toEqual(['/notes', '/prod/notes']);
  expect(access()).toEqual(['$default /notes GET /notes']);
  expect(access('prod')).toEqual(['prod /prod/notes GET /notes']);
});

it('without the stage $default, a request without a stage is not found', async () => {
  const { url } = await startHttpApi(returnName, { stages: ['prod'] });
  expect(await call(`${url}/notes`)).toMatchObject(NOT_FOUND);
  expect((await call(`${url}/prod/notes`)).text).toBe('list');
});

it('reports each unsupported route, and why', () => {
  const { apis, unsupported } = readHttpApis(
    httpApiResources({
      routes: {
        'GET /jwt': { to: 'list', properties: { AuthorizationType: 'JWT', AuthorizerId: 'x' } },
        'GET /iam': { to: 'list', properties: { AuthorizationType: 'AWS_IAM' } },
        'GET /lost': { to: 'list', properties: { AuthorizationType: 'CUSTOM', AuthorizerId: 'x' } },
        'GET /http': { to: 'http' },
        'GET /link': { to: 'link' },
        'GET /queue': { to: 'queue' },
        'GET /mapped': { to: 'mapped' },
        'GET /nowhere': { to: 'list', properties: { Target: 'integrations/other' } },
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
  const supported = apis[0]?.routes.filter((route) => !('unsupportedReason' in route));
  expect(supported?.map(({ routeKey }) => routeKey)).toEqual(['GET /fine']);
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

it('a request to an unsupported route does not reach another route, which might not require authorization', async () => {
  const { url, events, access } = await startHttpApi(returnName, {
    routes: {
      $default: { to: 'default' },
      'GET /mine': { to: 'mine', properties: { AuthorizationType: 'JWT', AuthorizerId: 'x' } },
    },
    format: '$context.status $context.routeKey $context.integrationErrorMessage',
  });
  expect((await call(`${url}/mine`)).status).toBe(500);
  expect(events).toEqual([]);
  expect(access()).toEqual(['500 GET /mine not supported locally: its authorization type is JWT']);
});

it('reports that routes from OpenAPI and quick create are not read', () => {
  expect(readHttpApis(httpApiResources({ api: { Body: { openapi: '3.0.1' } } })).unsupported).toEqual([
    {
      type: 'AWS::ApiGatewayV2::Api',
      name: 'notes',
      reason: 'routes are read only from the template, not from OpenAPI',
    },
  ]);
  expect(readHttpApis(httpApiResources({ api: { Target: 'arn' } })).unsupported).toMatchObject([
    { reason: 'the route of its Target is not created: define a route, an integration and a stage' },
  ]);
});

it('an integration has a timeout of at most 30 seconds, and the format 1.0 by default', () => {
  const integrationOf = (properties: object) => {
    const integrations = { list: { PayloadFormatVersion: undefined, ...properties } };
    const [route] = readHttpApis(httpApiResources({ integrations })).apis[0]?.routes ?? [];
    return route && 'integration' in route && route.integration;
  };
  expect(integrationOf({})).toMatchObject({ timeoutMs: 30_000, payloadFormat: '1.0', functionName: 'list' });
  expect(integrationOf({ TimeoutInMillis: 40_000 })).toMatchObject({ timeoutMs: 30_000 });
  expect(integrationOf({ TimeoutInMillis: 5000 })).toMatchObject({ timeoutMs: 5000 });
});
