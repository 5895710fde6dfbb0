import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { expect, it } from 'vitest';
import { corsTokenAuthorizer } from '../../apps/cors-token-authorizer/app.ts';
import { functionCallsFunction } from '../../apps/function-calls-function/app.ts';
import { functionWithTable } from '../../apps/function-with-table/app.ts';
import { httpApi } from '../../apps/http-api/app.ts';
import { misbehaving } from '../../apps/misbehaving/app.ts';
import { nestedStacks } from '../../apps/nested-stacks/app.ts';
import { streamingApp } from '../../apps/streaming/app.ts';
import { runApp } from './run-app.ts';

it('a REST API with CORS and a token authorizer runs unchanged, and every outcome is in its access log', async () => {
  const { url, messages, notices } = await runApp(corsTokenAuthorizer);
  const get = async (behavior: string, token?: string) => {
    const response = await fetch(
      `${url}/${behavior}`,
      token === undefined ? {} : { headers: { authorization: token } },
    );
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const preflight = await fetch(`${url}/items`, { method: 'OPTIONS' });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  const allowed = await get('items', 'allow');
  expect(allowed.status).toBe(200);
  expect(JSON.parse(allowed.text)).toMatchObject({ principalId: 'user-1', team: 'blue' });
  expect((await get('items?behavior=missing', 'allow')).status).toBe(404);
  expect((await get('items?behavior=error', 'allow')).status).toBe(502);
  expect((await get('items?behavior=malformed', 'allow')).status).toBe(502);
  // The function times out before the integration.
  expect((await get('items?behavior=late', 'allow')).status).toBe(502);
  const unauthenticated = await get('items');
  expect(unauthenticated).toMatchObject({ status: 401, text: '{"error":"Unauthorized"}' });
  expect(unauthenticated.headers.get('access-control-allow-origin')).toBe('*');
  expect((await get('items', 'unknown')).status).toBe(401);
  expect((await get('items', 'other')).status).toBe(403);
  expect((await get('nothing', 'allow')).status).toBe(403);
  expect((await messages('access')).map((line) => line.replace(/^[0-9a-f-]{36} /, '')).sort()).toEqual(
    [
      '204 - -',
      '200 - blue',
      '404 - blue',
      '502 DEFAULT_5XX blue',
      '502 DEFAULT_5XX blue',
      '502 DEFAULT_5XX blue',
      '401 UNAUTHORIZED -',
      '401 UNAUTHORIZED -',
      '403 ACCESS_DENIED blue',
      '403 MISSING_AUTHENTICATION_TOKEN -',
    ].sort(),
  );
  expect(notices).toEqual([]);
});

it('an HTTP API with CORS, a Lambda authorizer and both payload formats runs unchanged, and every outcome is in its access log', async () => {
  const { apis, messages, notices } = await runApp(httpApi);
  const [[name = '', url = ''] = [], [, beta] = []] = Object.entries(apis);
  expect(name).toMatch(/^Orders\/Api\w+\/\$default$/);
  expect(beta).toBe(`${url}/beta`);
  const get = async (path: string, authorization?: string, base = url) => {
    const response = await fetch(`${base}${path}`, authorization === undefined ? {} : { headers: { authorization } });
    return { status: response.status, text: await response.text() };
  };
  expect(await get('/orders/7', 'allow')).toEqual({
    status: 200,
    text: '{"id":"7","authorizer":{"lambda":{"team":"blue"}}}',
  });
  expect((await get('/orders/8', 'allow', beta)).status).toBe(200);
  expect(await get('/orders/7')).toEqual({ status: 401, text: '{"message":"Unauthorized"}' });
  expect(await get('/orders/7', 'other')).toEqual({ status: 403, text: '{"message":"Forbidden"}' });
  expect(await get('/orders/7', 'broken')).toEqual({ status: 500, text: '{"message":"Internal Server Error"}' });
  expect((await get('/orders/7?behavior=error', 'allow')).status).toBe(500);
  // The function times out before the integration.
  expect((await get('/orders/7?behavior=late', 'allow')).status).toBe(500);
  expect(await get('/legacy/a/b')).toEqual({ status: 200, text: '1.0 /legacy/a/b' });
  const posted = await fetch(`${url}/else`, { method: 'POST', body: new Uint8Array([0, 255]) });
  expect(posted.status).toBe(202);
  expect(posted.headers.getSetCookie()).toEqual(['seen=1']);
  expect(new Uint8Array(await posted.arrayBuffer())).toEqual(new Uint8Array([0, 255]));
  const preflight = await fetch(`${url}/orders/7`, {
    method: 'OPTIONS',
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'GET' },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  const lines = (await messages('orders-access')).map((line) => JSON.parse(line));
  expect(
    lines.map(({ stage, route, status, authorizerStatus }) => `${stage} ${route} ${status} ${authorizerStatus}`).sort(),
  ).toEqual(
    [
      '$default GET /orders/{id} 200 200',
      'beta GET /orders/{id} 200 200',
      '$default GET /orders/{id} 401 401',
      '$default GET /orders/{id} 403 403',
      '$default GET /orders/{id} 500 500',
      '$default GET /orders/{id} 500 200',
      '$default GET /orders/{id} 500 200',
      '$default ANY /legacy/{proxy+} 200 -',
      '$default $default 202 -',
      '$default $default 204 -',
    ].sort(),
  );
  const { requestId, extendedRequestId, integrationRequestId } = lines.find(({ stage }) => stage === 'beta');
  expect(extendedRequestId).toBe(requestId);
  expect(await messages('/aws/lambda/orders-orders')).toContainEqual(
    expect.stringContaining(`RequestId: ${integrationRequestId}`),
  );
  expect(notices).toEqual([]);
});

it('a streaming function responds through its API', async () => {
  const { url, notices } = await runApp(streamingApp);
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain');
  expect(await response.text()).toBe('one\ntwo\nthree\n');
  expect(notices).toEqual([]);
});

it('a function calls another function by its name', async () => {
  const { url, notices } = await runApp(functionCallsFunction);
  const response = await fetch(`${url}/greet/Ada`);
  expect(await response.json()).toEqual({ greeting: 'Hello, Ada' });
  expect(notices).toEqual([]);
});

it('a function writes to its table', async () => {
  const { url, notices } = await runApp(functionWithTable);
  expect(await (await fetch(`${url}/a/b`)).text()).toBe('1');
  expect(await (await fetch(`${url}/a/b`)).text()).toBe('2');
  expect(await (await fetch(`${url}/c`)).text()).toBe('1');
  expect(notices).toEqual([]);
});

it('nested stacks run with their outer stack: references work in both directions, and its name selects their logs', async () => {
  const { apis, endpoint, notices, messages } = await runApp(nestedStacks);
  const [[outer = '', url = ''] = [], [inner = '', nestedUrl = ''] = []] = Object.entries(apis);
  expect(outer).toMatch(/^Shop\/Api\w+\/prod$/);
  expect(inner).toMatch(/^Shop\/ApisNestedStack\w+\/Api\w+\/prod$/);
  const results: { name: string; table: string }[] = [];
  for (const path of [url, `${url}/deep`, `${nestedUrl}/any/path`]) {
    const response = await fetch(path);
    expect(response.status).toBe(200);
    results.push((await response.json()) as { name: string; table: string });
  }
  const names = results.map(({ name }) => name);
  expect(new Set(names).size).toBe(3);
  for (const name of names) expect(name).toMatch(/^Shop-[A-Za-z0-9-]{1,59}$/);
  expect(new Set(results.map(({ table }) => table))).toEqual(new Set([expect.stringMatching(/^Shop-Items/)]));
  expect(await messages('nested')).toContainEqual(expect.stringContaining('called'));
  expect(await messages(`/aws/lambda/${names[1]}`)).toContainEqual(expect.stringContaining('called'));
  expect(await messages('access')).toHaveLength(2);
  expect(notices).toEqual([
    expect.stringMatching(/Shop\.template\.json: the nested stack Elsewhere: not read, because its template is not a/),
  ]);

  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudFormationClient({ endpoint, region: 'us-east-1', credentials });
  const listResources = async (StackName: string): Promise<string[]> => {
    const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName }));
    const nestedStacks = StackResourceSummaries.filter(
      ({ ResourceType }) => ResourceType === 'AWS::CloudFormation::Stack',
    );
    const nested = await Promise.all(
      nestedStacks.map(({ PhysicalResourceId = '' }) => listResources(PhysicalResourceId)),
    );
    return [...StackResourceSummaries.map(({ PhysicalResourceId = '' }) => PhysicalResourceId), ...nested.flat()];
  };
  expect(await listResources('Shop')).toEqual(expect.arrayContaining([...names, 'access', 'nested']));
  await expect(listResources('Shop/Functions')).rejects.toThrow('Stack with id Shop/Functions does not exist');
});

it('500 concurrent requests to functions that leak, loop, exit and flood get a response each, and no log event is lost', async () => {
  const { url, messages } = await runApp(misbehaving);
  const counts = { fine: 370, floods: 100, exits: 15, loops: 10, leaks: 5 };
  const statuses = await Promise.all(
    Object.entries(counts).flatMap(([name, count]) =>
      Array.from({ length: count }, async () => `${name} ${(await fetch(`${url}/${name}`)).status}`),
    ),
  );
  expect(Object.groupBy(statuses, (status) => status)).toEqual({
    'fine 200': expect.objectContaining({ length: 370 }),
    'floods 200': expect.objectContaining({ length: 100 }),
    'exits 502': expect.objectContaining({ length: 15 }),
    'loops 502': expect.objectContaining({ length: 10 }),
    'leaks 502': expect.objectContaining({ length: 5 }),
  });
  expect(await messages('access')).toHaveLength(500);
  const floodLines = (await messages('/aws/lambda/floods')).filter((line) => line.includes('flood '));
  expect(floodLines).toHaveLength(100 * 200);
  expect((await fetch(`${url}/fine`)).status).toBe(200);
}, 60_000);
