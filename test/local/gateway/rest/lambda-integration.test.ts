import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { tooManyRequests } from '../../../../local/functions/lambda-error.ts';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { call } from '../shared/serve-api.ts';
import { ok, startRestApi } from './start-rest-api.ts';

/** Sends raw bytes, and returns everything that the server sends until it closes the connection. */
async function sendRaw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.setEncoding('latin1').end(bytes);
  let received = '';
  for await (const text of socket) received += text;
  return received;
}

describe('a request', () => {
  it.each(['__proto__', 'constructor', 'toString'])(
    'can have parameters and headers with the names of object members: %s',
    async (name) => {
      const { url, events } = await startRestApi(ok);
      const response = await call(`${url}/notes?${name}=a&${name}=b`, { headers: { [name]: 'h' } });
      expect(response.status).toBe(200);
      const { queryStringParameters, multiValueQueryStringParameters, headers } = events[0] as Record<string, object>;
      expect(Object.entries(queryStringParameters ?? {})).toEqual([[name, 'b']]);
      expect(Object.entries(multiValueQueryStringParameters ?? {})).toEqual([[name, ['a', 'b']]]);
      expect(Object.entries(headers ?? {})).toContainEqual([name, 'h']);
    },
  );

  it('with a body far over the limit gets a 413 before the client has sent the whole body', async () => {
    const { url, events, access } = await startRestApi(ok);
    const outgoing = request(`${url}/notes`, { method: 'POST', agent: false });
    outgoing.on('error', () => undefined);
    const megabyte = Buffer.alloc(1024 * 1024);
    let sent = 0;
    const sendMore = () => {
      if (sent++ < 200) outgoing.write(megabyte, sendMore);
    };
    sendMore();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    expect(sent).toBeLessThan(200);
    outgoing.destroy();
    expect(access()).toMatchObject([{ status: '413', responseType: 'REQUEST_TOO_LARGE' }]);
    expect(events).toEqual([]);
  });

  it('can have a query directly after the stage', async () => {
    const { base, events } = await startRestApi(ok);
    expect(await call(`${base}/prod?a=1`)).toMatchObject({ status: 200 });
    expect(events[0]).toMatchObject({ path: '/', queryStringParameters: { a: '1' } });
  });

  it.each([
    ['an encoding that is not valid', '/notes/%', { noteId: '%' }],
    ['an encoded slash in a segment', '/notes/a%2Fb', { noteId: 'a/b' }],
    ['an encoded slash in a greedy parameter', '/files/a%2Fb/c', { path: 'a/b/c' }],
  ])('can have a path with %s', async (_, path, pathParameters) => {
    const { url, events } = await startRestApi(ok);
    expect((await call(`${url}${path}`)).status).toBe(200);
    expect(events[0]).toMatchObject({ pathParameters });
  });

  it('is logged even when the client closes the connection before the response', async () => {
    const gate = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const { url, access, execution, notices } = await startRestApi(async () => {
      called.resolve();
      await gate.promise;
      return { statusCode: 200, body: 'x'.repeat(1_000_000) };
    });
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('GET /prod/notes HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await called.promise;
    socket.destroy();
    await once(socket, 'close');
    gate.resolve();
    expect((await call(`${url}/notes`)).status).toBe(200);
    expect(access()).toMatchObject([{ status: '200' }, { status: '200' }]);
    expect(execution()).toContain('Successfully completed execution');
    expect(notices).toEqual([]);
  });
});

describe('the result of a function', () => {
  it.each([1, 99, 100, 101, 103, 600, 200.5, true, null, '', [], '0x10', ' 200 '])(
    'is a 502 when the status is %j',
    async (statusCode) => {
      const { url } = await startRestApi(() => ({ statusCode, body: 'x' }));
      expect((await call(`${url}/notes`)).status).toBe(502);
    },
  );

  it('can have its status as text', async () => {
    const { url } = await startRestApi(() => ({ statusCode: '201' }));
    expect((await call(`${url}/notes`)).status).toBe(201);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a Content-Length', { 'content-length': '3' }],
    ['a Transfer-Encoding', { 'Transfer-Encoding': 'chunked' }],
    ['a Connection', { Connection: 'upgrade', Upgrade: 'websocket' }],
    ['a Content-Length that is not valid', { 'Content-Length': 'abc' }],
  ])('arrives completely with %s header', async (_, headers) => {
    const { url } = await startRestApi(() => ({ statusCode: 200, headers, body: 'abcdef' }));
    const response = await sendRaw(url, 'GET /prod/notes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const [head = '', body] = response.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head.match(/^content-length: .*$/gim)).toEqual([expect.stringMatching(/: 6$/)]);
    expect(head).not.toMatch(/^(transfer-encoding|upgrade):/im);
    expect(head.match(/^connection: .*$/gim)).toEqual(['Connection: close']);
    expect(body).toBe('abcdef');
  });

  it.each([204, 304])(
    'has no body with the status %i, so the next response on the connection is correct',
    async (statusCode) => {
      let times = 0;
      const { url } = await startRestApi(() =>
        times++ === 0 ? { statusCode, body: 'stray' } : { statusCode: 200, body: 'next' },
      );
      const get = 'GET /prod/notes HTTP/1.1\r\nHost: localhost\r\n';
      const response = await sendRaw(url, `${get}\r\n${get}Connection: close\r\n\r\n`);
      expect(response).not.toContain('stray');
      expect(response).toMatch(/next$/);
    },
  );

  it('has no body for HEAD, but its length', async () => {
    const { url } = await startRestApi(() => ({ statusCode: 200, body: 'unseen' }));
    const head = 'HEAD /prod/any HTTP/1.1\r\nHost: localhost\r\n';
    const response = await sendRaw(url, `${head}Connection: close\r\n\r\n`);
    expect(response).toMatch(/content-length: 6\r\n/i);
    expect(response).not.toContain('unseen');
  });

  it.each<[string, unknown, string]>([
    ['a name with a space', { 'X Bad': '1' }, 'headers'],
    ['an empty name', { '': '1' }, 'headers'],
    ['a value with a newline', { 'X-A': 'a\nb' }, 'headers'],
    ['a value beyond Latin-1', { 'X-A': '日本' }, 'headers'],
    ['a list of values with a newline', { 'X-A': ['fine', 'a\r\nb'] }, 'multiValueHeaders'],
  ])('is a 502 with a header of %s', async (_, headers, property) => {
    const { url } = await startRestApi(() => ({ statusCode: 200, [property]: headers, body: 'x' }));
    expect((await call(`${url}/notes`)).status).toBe(502);
  });

  it('can have headers that are numbers and booleans', async () => {
    const { url } = await startRestApi(() => ({ statusCode: 200, headers: { 'X-N': 1, 'X-B': false } }));
    expect((await call(`${url}/notes`)).headers).toMatchObject({ 'x-n': '1', 'x-b': 'false' });
  });
});

describe('a function that cannot be called', () => {
  const missing: Invoke = () => Promise.reject(new Error('gone'));
  const busy: Invoke = () => Promise.reject(tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded'));

  it('because of its reserved concurrency is a 500, with the lines of the service', async () => {
    const { url, execution } = await startRestApi(busy, { level: 'ERROR' }, true);
    expect((await call(`${url}/notes`)).status).toBe(500);
    expect(execution()).toEqual([
      expect.stringMatching(/^Lambda invocation failed with status: 429\. Lambda request id: [0-9a-f-]{36}$/),
      'Execution failed due to configuration error: Rate Exceeded.',
      'Method completed with status: 500',
    ]);
  });

  it('is a 500, with a line in the access log', async () => {
    const { url, access, execution } = await startRestApi(missing, {}, true);
    expect(await call(`${url}/notes`)).toMatchObject({ status: 500, text: '{"message":"Internal server error"}' });
    expect(access()).toMatchObject([{ status: '500', errorMessage: 'Internal server error' }]);
    expect(execution().join('\n')).toMatch(/Execution failed due to configuration error: .*gone/);
  });
});

describe('binary media types', () => {
  const bytes = Buffer.from([0, 255, 128, 10]);
  it.each([
    ['the same type', ['image/png'], 'image/png', true],
    ['all of its main type', ['image/*'], 'image/png; q=1', true],
    ['all types', ['*/*'], 'text/plain', true],
    ['other types', ['application/pdf'], 'image/png', false],
  ])(
    'of the API with %s decide whether the body of the event is in Base64',
    async (_, binaryMediaTypes, contentType, isBase64Encoded) => {
      const { url, events } = await startRestApi(ok, { binaryMediaTypes });
      await call(`${url}/notes`, { method: 'POST', headers: { 'content-type': contentType } }, bytes);
      expect(events[0]).toMatchObject({
        isBase64Encoded,
        body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
      });
    },
  );

  it.each([
    ['image/png', 'tea'],
    ['image/png, text/plain', 'tea'],
    ['text/plain, image/png', 'dGVh'],
    [undefined, 'dGVh'],
  ])('decide by the first type of Accept whether a Base64 body is decoded: %s', async (accept, text) => {
    const { url } = await startRestApi(() => ({ statusCode: 200, body: 'dGVh', isBase64Encoded: true }), {
      binaryMediaTypes: ['image/png'],
    });
    expect((await call(`${url}/notes`, { headers: accept ? { accept } : {} })).text).toBe(text);
  });
});
