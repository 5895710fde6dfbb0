import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { tooManyRequests } from '../../../../local/functions/lambda-error.ts';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { call, ok, start } from './local-api.ts';

/** Sends bytes as they are, and gives all that comes back until the server closes. */
async function sendRaw(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.setEncoding('latin1').end(bytes);
  let answer = '';
  for await (const text of socket) answer += text;
  return answer;
}

describe('what clients send', () => {
  it.each(['__proto__', 'constructor', 'toString'])('may be named as a part of any object: %s', async (name) => {
    const { url, events } = await start(ok);
    const answer = await call(`${url}/notes?${name}=a&${name}=b`, { headers: { [name]: 'h' } });
    expect(answer.status).toBe(200);
    const { queryStringParameters, multiValueQueryStringParameters, headers } = events[0] as Record<string, object>;
    expect(Object.entries(queryStringParameters ?? {})).toEqual([[name, 'b']]);
    expect(Object.entries(multiValueQueryStringParameters ?? {})).toEqual([[name, ['a', 'b']]]);
    expect(Object.entries(headers ?? {})).toContainEqual([name, 'h']);
  });

  it('may be much more than is taken: the answer is 413 all the same, before the whole was sent', async () => {
    const { url, events, access } = await start(ok);
    const outgoing = request(`${url}/notes`, { method: 'POST', agent: false });
    outgoing.on('error', () => undefined);
    const megabyte = Buffer.alloc(1024 * 1024);
    let sent = 0;
    const more = () => {
      if (sent++ < 200) outgoing.write(megabyte, more);
    };
    more();
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(413);
    expect(sent).toBeLessThan(200);
    outgoing.destroy();
    expect(access()).toMatchObject([{ status: '413', responseType: 'REQUEST_TOO_LARGE' }]);
    expect(events).toEqual([]);
  });

  it('may have a query straight behind the stage', async () => {
    const { base, events } = await start(ok);
    expect(await call(`${base}/prod?a=1`)).toMatchObject({ status: 200 });
    expect(events[0]).toMatchObject({ path: '/', queryStringParameters: { a: '1' } });
  });

  it.each([
    ['no encoding', '/notes/%', { noteId: '%' }],
    ['a slash within a part', '/notes/a%2Fb', { noteId: 'a/b' }],
    ['slashes within a greedy part', '/files/a%2Fb/c', { path: 'a/b/c' }],
  ])('may have a path with %s', async (_, path, pathParameters) => {
    const { url, events } = await start(ok);
    expect((await call(`${url}${path}`)).status).toBe(200);
    expect(events[0]).toMatchObject({ pathParameters });
  });

  it('is logged, too, when the client is gone before the answer', async () => {
    const gate = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const { url, access, execution, notices } = await start(async () => {
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

describe('what functions answer', () => {
  it.each([1, 99, 100, 101, 103, 600, 200.5, true, null, '', [], '0x10', ' 200 '])(
    'is 502 when the status is %j',
    async (statusCode) => {
      const { url } = await start(() => ({ statusCode, body: 'x' }));
      expect((await call(`${url}/notes`)).status).toBe(502);
    },
  );

  it('may give the status as text', async () => {
    const { url } = await start(() => ({ statusCode: '201' }));
    expect((await call(`${url}/notes`)).status).toBe(201);
  });

  it.each<[string, Record<string, unknown>]>([
    ['its own length', { 'content-length': '3' }],
    ['its own transfer encoding', { 'Transfer-Encoding': 'chunked' }],
    ['its own connection', { Connection: 'upgrade', Upgrade: 'websocket' }],
    ['a length that is none', { 'Content-Length': 'abc' }],
  ])('arrives whole with %s among the headers', async (_, headers) => {
    const { url } = await start(() => ({ statusCode: 200, headers, body: 'abcdef' }));
    const answer = await sendRaw(url, 'GET /prod/notes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    const [head = '', body] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head.match(/^content-length: .*$/gim)).toEqual([expect.stringMatching(/: 6$/)]);
    expect(head).not.toMatch(/^(transfer-encoding|upgrade):/im);
    expect(head.match(/^connection: .*$/gim)).toEqual(['Connection: close']);
    expect(body).toBe('abcdef');
  });

  it.each([204, 304])(
    'has no body with %i, whatever the function gives: the next answer is not spoilt',
    async (statusCode) => {
      let times = 0;
      const { url } = await start(() =>
        times++ === 0 ? { statusCode, body: 'stray' } : { statusCode: 200, body: 'next' },
      );
      const get = 'GET /prod/notes HTTP/1.1\r\nHost: localhost\r\n';
      const answer = await sendRaw(url, `${get}\r\n${get}Connection: close\r\n\r\n`);
      expect(answer).not.toContain('stray');
      expect(answer).toMatch(/next$/);
    },
  );

  it('has no body for HEAD, but the length of the one that there would be', async () => {
    const { url } = await start(() => ({ statusCode: 200, body: 'unseen' }));
    const head = 'HEAD /prod/any HTTP/1.1\r\nHost: localhost\r\n';
    const answer = await sendRaw(url, `${head}Connection: close\r\n\r\n`);
    expect(answer).toMatch(/content-length: 6\r\n/i);
    expect(answer).not.toContain('unseen');
  });

  it.each<[string, unknown, string]>([
    ['a name with a space', { 'X Bad': '1' }, 'headers'],
    ['an empty name', { '': '1' }, 'headers'],
    ['a value with a newline', { 'X-A': 'a\nb' }, 'headers'],
    ['a value beyond Latin-1', { 'X-A': '日本' }, 'headers'],
    ['a list of values with a newline', { 'X-A': ['fine', 'a\r\nb'] }, 'multiValueHeaders'],
  ])('is 502 with a header of %s', async (_, headers, property) => {
    const { url } = await start(() => ({ statusCode: 200, [property]: headers, body: 'x' }));
    expect((await call(`${url}/notes`)).status).toBe(502);
  });

  it('may have headers that are numbers and booleans', async () => {
    const { url } = await start(() => ({ statusCode: 200, headers: { 'X-N': 1, 'X-B': false } }));
    expect((await call(`${url}/notes`)).headers).toMatchObject({ 'x-n': '1', 'x-b': 'false' });
  });
});

describe('a function that cannot be called', () => {
  const gone: Invoke = () => Promise.reject(new Error('gone'));
  const busy: Invoke = () => Promise.reject(tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded'));

  it('for its reserved concurrency is 500, with the lines of the service', async () => {
    const { url, execution } = await start(busy, { level: 'ERROR' }, true);
    expect((await call(`${url}/notes`)).status).toBe(500);
    expect(execution()).toEqual([
      expect.stringMatching(/^Lambda invocation failed with status: 429\. Lambda request id: [0-9a-f-]{36}$/),
      'Execution failed due to configuration error: Rate Exceeded.',
      'Method completed with status: 500',
    ]);
  });

  it('is 500, and the access log has a line of it', async () => {
    const { url, access, execution } = await start(gone, {}, true);
    expect(await call(`${url}/notes`)).toMatchObject({ status: 500, text: '{"message":"Internal server error"}' });
    expect(access()).toMatchObject([{ status: '500', errorMessage: 'Internal server error' }]);
    expect(execution().join('\n')).toMatch(/Execution failed due to configuration error: .*gone/);
  });
});
