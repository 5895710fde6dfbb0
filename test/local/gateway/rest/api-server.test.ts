import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { call } from '../shared/serve-api.ts';
import { ok, startRestApi } from './start-rest-api.ts';

describe('routes', () => {
  it.each([
    ['GET', '/notes', 'list'],
    ['POST', '/notes', 'create'],
    ['GET', '/notes/mine', 'mine'],
    ['GET', '/notes/other', 'get'],
    ['GET', '/notes/other/more', 'rest'],
    ['GET', '/files/a/b/c', 'files'],
    ['PATCH', '/any', 'any'],
    ['GET', '/', 'root'],
  ])('%s %s matches the most specific method: %s', async (method, path, name) => {
    const { url } = await startRestApi((_, called) => ({ statusCode: 200, body: called }));
    expect((await call(`${url}${path}`, { method })).text).toBe(name);
  });

  it.each([
    ['an unknown path', 'GET', '/prod/nothing'],
    ['an unknown method', 'DELETE', '/prod/notes'],
    ['a greedy path without a last segment', 'GET', '/prod/files'],
    ['an unknown stage', 'GET', '/dev/notes'],
    ['no stage', 'GET', '/'],
  ])('responds with 403 to %s', async (_, method, path) => {
    const { base, events } = await startRestApi(ok);
    const response = await call(`${base}${path}`, { method });
    expect(response).toMatchObject({ status: 403, text: '{"message":"Missing Authentication Token"}' });
    expect(response.headers['x-amzn-errortype']).toBe('MissingAuthenticationTokenException');
    expect(events).toEqual([]);
  });

  it('responds to CORS preflights without calling a function', async () => {
    const { url, events } = await startRestApi(ok);
    const response = await call(`${url}/notes`, { method: 'OPTIONS' });
    expect(response).toMatchObject({ status: 204, text: '' });
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET,POST',
    });
    expect(events).toEqual([]);
  });

  it('reports unsupported methods', async () => {
    const { unsupported } = await startRestApi(ok);
    expect(unsupported).toEqual([
      {
        type: 'AWS::ApiGateway::Method',
        name: 'GET /guarded of notes',
        reason: 'its authorization type is AWS_IAM',
      },
      {
        type: 'AWS::ApiGateway::Method',
        name: 'GET /http of notes',
        reason: 'its integration type is HTTP_PROXY',
      },
    ]);
  });
});

it('writes valid JSON access lines for any user agent', async () => {
  const { url, access } = await startRestApi(ok);
  await call(`${url}/notes`, { headers: { 'User-Agent': 'a"b\\c","status":"500' } });
  expect(access()).toMatchObject([{ userAgent: 'a"b\\c","status":"500', status: '200' }]);
});

describe('the event of a proxy integration', () => {
  it('has the whole request, with single and multiple values, and the request context', async () => {
    const { url, events } = await startRestApi(ok);
    const headers = { 'X-One': 'a', 'X-Two': ['b', 'c'], 'User-Agent': 'test' };
    const response = await call(`${url}/notes/caf%C3%A9%20au?x=1&x=2&y=%26`, { method: 'GET', headers });
    expect(events[0]).toMatchObject({
      resource: '/notes/{noteId}',
      path: '/notes/caf%C3%A9%20au',
      httpMethod: 'GET',
      pathParameters: { noteId: 'café au' },
      queryStringParameters: { x: '2', y: '&' },
      multiValueQueryStringParameters: { x: ['1', '2'], y: ['&'] },
      headers: { 'X-One': 'a', 'X-Two': 'c' },
      multiValueHeaders: { 'X-One': ['a'], 'X-Two': ['b', 'c'] },
      stageVariables: { color: 'blue' },
      body: null,
      isBase64Encoded: false,
      requestContext: {
        requestId: response.headers['x-amzn-requestid'],
        extendedRequestId: response.headers['x-amz-apigw-id'],
        apiId: 'api123',
        stage: 'prod',
        path: '/prod/notes/caf%C3%A9%20au',
        resourcePath: '/notes/{noteId}',
        protocol: 'HTTP/1.1',
        accountId: '000000000000',
        identity: { sourceIp: '127.0.0.1', userAgent: 'test' },
        requestTimeEpoch: expect.any(Number),
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
    });
  });

  it('has the unchanged body', async () => {
    const { url, events } = await startRestApi(ok);
    await call(`${url}/notes`, { method: 'POST' }, '{"é": "日本"}');
    expect(events[0]?.body).toBe('{"é": "日本"}');
  });

  it('forwards the trace id of the client, otherwise a new one', async () => {
    const { url } = await startRestApi(ok);
    const trace = 'Root=1-6b014dbc-a58355d34f46efd76647ccd3';
    expect((await call(`${url}/notes`, { headers: { 'X-Amzn-Trace-Id': trace } })).headers['x-amzn-trace-id']).toBe(
      trace,
    );
    expect((await call(`${url}/notes`)).headers['x-amzn-trace-id']).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });
});

describe('the response', () => {
  it('has the status, the headers and the body of the function', async () => {
    const { url } = await startRestApi(() => ({
      statusCode: 418,
      headers: { 'X-Single': 'one', 'Set-Cookie': 'ignored' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'tea',
    }));
    const response = await call(`${url}/notes`);
    expect(response).toMatchObject({ status: 418, text: 'tea' });
    expect(response.headers).toMatchObject({
      'x-single': 'one',
      'set-cookie': ['a=1', 'b=2'],
      'content-type': 'application/json',
      'content-length': '3',
    });
  });

  it('has no body and no Content-Length with the status 204', async () => {
    const { url } = await startRestApi(() => ({ statusCode: 204, body: '' }));
    const response = await call(`${url}/notes`);
    expect(response.status).toBe(204);
    expect(response.headers).not.toHaveProperty('content-length');
  });

  it.each<[string, unknown]>([
    ['text', 'text'],
    ['nothing', undefined],
    ['an object without a status', { body: 'x' }],
    ['a status that is not valid', { statusCode: 'fine' }],
    ['a body that is not text', { statusCode: 200, body: { a: 1 } }],
    ['headers that are not an object', { statusCode: 200, headers: ['x'] }],
    ['a header with a newline', { statusCode: 200, headers: { 'X-Evil': 'a\r\nSet-Cookie: b=1' } }],
  ])('is 502 for a function that returns %s', async (_, result) => {
    const { url, execution, access } = await startRestApi(() => result);
    expect(await call(`${url}/notes`)).toMatchObject({ status: 502, text: '{"message":"Internal server error"}' });
    expect(execution()).toContain('Execution failed due to configuration error: Malformed Lambda proxy response');
    expect(access()).toMatchObject([
      { status: '502', errorMessage: 'Internal server error', integrationRequestId: 'lambda-id' },
    ]);
  });

  it('is 413 for a body of more than 10 MB, and the function is not called', async () => {
    const { url, events } = await startRestApi(ok);
    expect(await call(`${url}/notes`, { method: 'POST' }, Buffer.alloc(10 * 1024 * 1024 + 1))).toMatchObject({
      status: 413,
    });
    expect(events).toEqual([]);
  });

  it('is 504 after the timeout of the integration', async () => {
    const { url, access } = await startRestApi(() => new Promise(() => undefined));
    expect(await call(`${url}/slow`)).toMatchObject({ status: 504, text: '{"message":"Endpoint request timed out"}' });
    expect(access()).toMatchObject([{ status: '504', responseType: 'INTEGRATION_TIMEOUT', integrationRequestId: '-' }]);
  });
});

describe('the access log', () => {
  it('has one line per request, in the format of the stage', async () => {
    const { url, access } = await startRestApi(() => ({ statusCode: 201, body: 'four' }));
    const { headers } = await call(`${url}/notes?secret=1`, { method: 'POST', headers: { 'User-Agent': 'test' } }, 'x');
    expect(access()).toEqual([
      expect.objectContaining({
        requestId: headers['x-amzn-requestid'],
        extendedRequestId: headers['x-amz-apigw-id'],
        method: 'POST',
        path: '/prod/notes',
        route: '/notes',
        status: '201',
        responseLength: '4',
        integrationRequestId: 'lambda-id',
        integrationStatus: '201',
        errorMessage: '-',
        userAgent: 'test',
        ip: '127.0.0.1',
        xrayTraceId: String(headers['x-amzn-trace-id']).slice('Root='.length),
      }),
    ]);
  });

  it('can have the Common Log Format', async () => {
    const format =
      '$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime]"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength $context.requestId';
    const { url, sink } = await startRestApi(ok, { format });
    const { headers } = await call(`${url}/notes`);
    const [line] = sink.messages('access');
    expect(line).toMatch(/^127\.0\.0\.1 - - \[.*\]"GET \/notes HTTP\/1\.1" 200 4 [0-9a-f-]{36}$/);
    expect(line).toContain(headers['x-amzn-requestid']);
  });

  it('has a line for a request that matches no method', async () => {
    const { url, access } = await startRestApi(ok);
    await call(`${url}/nothing`);
    expect(access()).toMatchObject([{ status: '403', route: '-', responseType: 'MISSING_AUTHENTICATION_TOKEN' }]);
  });
});

describe('a misbehaving client', () => {
  it('that closes its connection during a request does not affect other clients', async () => {
    const { url, notices } = await startRestApi(ok);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /prod/notes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf');
    socket.destroy();
    expect(await call(`${url}/notes`)).toMatchObject({ status: 200 });
    expect(notices).toEqual([]);
  });
});
