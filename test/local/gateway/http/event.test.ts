import fc from 'fast-check';
import { expect, it } from 'vitest';
import { call } from '../shared/serve-api.ts';
import { startHttpApi } from './start-http-api.ts';

const ECHO = { routes: { 'POST /notes/{id}/{rest+}': { to: 'notes' }, $default: { to: 'notes' } } };
const ok = () => ({ statusCode: 200 });

it('a function receives the event of payload format 2.0, with each documented member', async () => {
  const { url, events, access } = await startHttpApi(ok, { ...ECHO, format: '$context.requestId' });
  const headers = [
    ...['Host', new URL(url).host, 'User-Agent', 'test', 'Content-Type', 'application/json; charset=utf-8'],
    ...['X-Two', 'a', 'x-two', 'b', 'Cookie', 'one=1; two=a,b', 'Connection', 'close', 'Content-Length', '7'],
  ];
  await call(`${url}/prod/notes/a%20b/c%2Fd/e?q=1&q=2%2C3&r=`, { method: 'POST', headers }, '{"a":1}');
  const [requestId] = access('prod');
  expect(events).toEqual([
    {
      version: '2.0',
      routeKey: 'POST /notes/{id}/{rest+}',
      rawPath: '/prod/notes/a b/c/d/e',
      rawQueryString: 'q=1&q=2%2C3&r=',
      cookies: ['one=1', 'two=a,b'],
      headers: {
        host: new URL(url).host,
        'user-agent': 'test',
        'content-type': 'application/json; charset=utf-8',
        'content-length': '7',
        connection: 'close',
        'x-two': 'a,b',
      },
      queryStringParameters: { q: '1,2,3', r: '' },
      requestContext: {
        accountId: '000000000000',
        apiId: 'http123',
        domainName: '127.0.0.1',
        domainPrefix: '127',
        http: {
          method: 'POST',
          path: '/prod/notes/a b/c/d/e',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        requestId,
        routeKey: 'POST /notes/{id}/{rest+}',
        stage: 'prod',
        time: expect.stringMatching(/^\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      pathParameters: { id: 'a b', rest: 'c/d/e' },
      stageVariables: { color: 'blue' },
      body: '{"a":1}',
      isBase64Encoded: false,
    },
  ]);
});

it('an event of format 2.0 omits members without a value', async () => {
  const { url, events } = await startHttpApi(ok, ECHO);
  await call(`${url}/`);
  expect(Object.keys(events[0] ?? {}).sort()).toEqual([
    'headers',
    'isBase64Encoded',
    'rawPath',
    'rawQueryString',
    'requestContext',
    'routeKey',
    'version',
  ]);
  expect(events[0]).toMatchObject({ routeKey: '$default', rawPath: '/', rawQueryString: '', isBase64Encoded: false });
});

it('a function behind an integration of format 1.0 receives the event of that format', async () => {
  const { url, events } = await startHttpApi(ok, { ...ECHO, integrations: { notes: { PayloadFormatVersion: '1.0' } } });
  const headers = ['Host', new URL(url).host, 'X-Two', 'a', 'x-two', 'b'];
  await call(`${url}/notes/1/x?q=1&q=2`, { method: 'POST', headers });
  expect(events).toEqual([
    {
      version: '1.0',
      resource: '/notes/{id}/{rest+}',
      path: '/notes/1/x',
      httpMethod: 'POST',
      headers: expect.objectContaining({ 'x-two': 'b' }),
      multiValueHeaders: expect.objectContaining({ 'x-two': ['a', 'b'] }),
      queryStringParameters: { q: '2' },
      multiValueQueryStringParameters: { q: ['1', '2'] },
      requestContext: {
        accountId: '000000000000',
        apiId: 'http123',
        domainName: '127.0.0.1',
        domainPrefix: '127',
        extendedRequestId: expect.stringMatching(/^\w+=$/),
        httpMethod: 'POST',
        identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: '', userArn: null }),
        path: '/notes/1/x',
        protocol: 'HTTP/1.1',
        requestId: expect.stringMatching(/^\w+=$/),
        requestTime: expect.any(String),
        requestTimeEpoch: expect.any(Number),
        resourceId: null,
        resourcePath: '/notes/{id}/{rest+}',
        stage: '$default',
      },
      pathParameters: { id: '1', rest: 'x' },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    },
  ]);
});

it.each([
  ['text/plain', false],
  ['TEXT/HTML; charset=utf-8', false],
  ['application/json', false],
  ['application/xml;charset=utf-8', false],
  ['application/javascript', false],
  ['application/jsonlines', true],
  ['application/x-www-form-urlencoded', true],
  ['image/png', true],
  [undefined, true],
])('a body of type %s is in Base64: %s', async (type, isBase64Encoded) => {
  const { url, events } = await startHttpApi(ok, ECHO);
  const headers = type === undefined ? {} : { 'content-type': type };
  await call(`${url}/`, { method: 'PUT', headers }, 'é');
  expect(events[0]).toMatchObject({ body: isBase64Encoded ? 'w6k=' : 'é', isBase64Encoded });
});

it('an event has the unchanged raw query and its values by name, for any query', async () => {
  const { url, events } = await startHttpApi(ok, ECHO);
  const pairs = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' })), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(pairs, async (query) => {
      const text = new URLSearchParams(query).toString();
      await call(`${url}/?${text}`);
      const { rawQueryString, queryStringParameters } = events.at(-1) as Record<string, unknown>;
      expect(rawQueryString).toBe(text);
      const joined = Map.groupBy(query, ([name]) => name);
      expect(new Map(Object.entries(queryStringParameters as object))).toEqual(
        new Map([...joined].map(([name, values]) => [name, values.map(([, value]) => value).join(',')])),
      );
    }),
    { numRuns: 50 },
  );
});
