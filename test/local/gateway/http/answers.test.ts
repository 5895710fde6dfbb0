import { describe, expect, it, onTestFinished } from 'vitest';
import { functionNotFound } from '../../../../local/functions/lambda-error.ts';
import { call } from '../rest/local-api.ts';
import { startHttp } from './local-http-api.ts';

const FIRST = { list: { PayloadFormatVersion: '1.0' } };
const JSON_TYPE = 'application/json';
const ERROR = '{"message":"Internal Server Error"}';

async function answerTo(result: unknown, integrations = {}) {
  const { url } = await startHttp(() => result, { integrations });
  const { status, headers, text } = await call(`${url}/notes`);
  return { status, text, type: headers['content-type'], headers };
}

describe('an answer of format 2.0', () => {
  it.each([
    ['a string', 'Hello from Lambda!', 'Hello from Lambda!'],
    ['an object', { message: 'Hello' }, '{"message":"Hello"}'],
    ['a list', [1, 2], '[1,2]'],
    ['a number', 5, '5'],
    ['nothing', undefined, 'null'],
  ])('that is %s without a status is the JSON of a 200', async (_, result, text) => {
    expect(await answerTo(result)).toMatchObject({ status: 200, text, type: JSON_TYPE });
  });

  it('goes out as it is, a cookie each header of its own', async () => {
    const { status, text, headers } = await answerTo({
      statusCode: '201',
      headers: { 'Content-Type': 'text/csv', 'X-Count': 2 },
      cookies: ['a=1; Secure', 'b=2'],
      body: 'x,y',
    });
    expect({ status, text }).toEqual({ status: 201, text: 'x,y' });
    expect(headers).toMatchObject({
      'content-type': 'text/csv',
      'x-count': '2',
      'set-cookie': ['a=1; Secure', 'b=2'],
      'apigw-requestid': expect.stringMatching(/^\w+=$/),
    });
    expect(headers).not.toHaveProperty('x-amzn-requestid');
  });

  it('is text unless it says otherwise, and Base64 is decoded whatever the client accepts', async () => {
    expect(await answerTo({ statusCode: 200, body: 'fine' })).toMatchObject({ type: 'text/plain; charset=utf-8' });
    expect(await answerTo({ statusCode: 200, body: 'w6k=', isBase64Encoded: true })).toMatchObject({ text: 'é' });
  });

  it.each([
    ['a status that is none', { statusCode: 'fine' }],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
    ['a header that HTTP does not allow', { statusCode: 200, headers: { 'x-a': 'b\r\nc: d' } }],
    ['cookies that are no list', { statusCode: 200, cookies: 'a=1' }],
    ['a cookie that HTTP does not allow', { statusCode: 200, cookies: ['a=1\r\nc: d'] }],
  ])('with %s is an internal error', async (_, result) => {
    expect(await answerTo(result)).toMatchObject({ status: 500, text: ERROR, type: JSON_TYPE });
  });
});

describe('an answer of format 1.0', () => {
  it('has its headers, those with several values too', async () => {
    const result = {
      statusCode: 200,
      headers: { a: 'b' },
      multiValueHeaders: { 'set-cookie': ['c=1', 'd=2'] },
      body: '',
    };
    expect((await answerTo(result, FIRST)).headers).toMatchObject({ a: 'b', 'set-cookie': ['c=1', 'd=2'] });
  });

  it.each(['Hello', { message: 'Hello' }, null])('that says no status is an internal error: %j', async (result) => {
    expect(await answerTo(result, FIRST)).toMatchObject({ status: 500, text: ERROR });
  });
});

describe('what an HTTP API answers by itself', () => {
  it('is an internal error for a function that fails or cannot be called, and the access log says why', async () => {
    const format =
      '$context.status $context.integration.status $context.integration.integrationStatus $context.error.responseType $context.integrationErrorMessage';
    const fails = await startHttp(
      () => {
        throw new TypeError('no notes');
      },
      { format },
    );
    expect(await call(`${fails.url}/notes`)).toMatchObject({ status: 500, text: ERROR });
    expect(fails.access()).toEqual([
      '500 - 200 INTEGRATION_FAILURE The Lambda function returned the following error: no notes. Check your Lambda function code and try again.',
    ]);
    const refuses = await startHttp(
      () => {
        throw functionNotFound('list');
      },
      { format },
      true,
    );
    expect(await call(`${refuses.url}/notes`)).toMatchObject({ status: 500, text: ERROR });
    expect(refuses.access()).toEqual(['500 - 404 INTEGRATION_FAILURE Function not found: list']);
  });

  it('is "Service Unavailable" for a function that takes longer than its integration may', async () => {
    const { promise, resolve } = Promise.withResolvers();
    onTestFinished(() => resolve(undefined));
    const { url, access } = await startHttp(() => promise, {
      integrations: { list: { TimeoutInMillis: 50 } },
      format: '$context.status $context.integration.integrationStatus $context.integration.error',
    });
    expect(await call(`${url}/notes`)).toMatchObject({ status: 503, text: '{"message":"Service Unavailable"}' });
    expect(access()).toEqual(['503 - The integration did not answer within 50 ms.']);
  });

  it('is "Request Entity Too Large" for more than 10 MB', async () => {
    const { url, events, access } = await startHttp(() => 'fine', { format: '$context.status' });
    const answer = await call(`${url}/notes`, { method: 'POST' }, Buffer.alloc(10 * 1024 * 1024 + 1));
    expect(answer).toMatchObject({ status: 413, text: '{"message":"Request Entity Too Large"}' });
    expect(events).toEqual([]);
    expect(access()).toEqual(['413']);
  });

  it('is "Forbidden" for a host that is not this machine', async () => {
    const { url, events } = await startHttp(() => 'fine');
    const answer = await call(`${url}/notes`, { headers: { host: 'evil.example' } });
    expect(answer).toMatchObject({ status: 403, text: '{"message":"Forbidden"}' });
    expect(events).toEqual([]);
  });
});
