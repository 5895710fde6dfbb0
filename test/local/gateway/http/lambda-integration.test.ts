import { describe, expect, it, onTestFinished } from 'vitest';
import { functionNotFound } from '../../../../local/functions/lambda-error.ts';
import { call } from '../shared/serve-api.ts';
import { startHttpApi } from './start-http-api.ts';

const FIRST = { list: { PayloadFormatVersion: '1.0' } };
const JSON_TYPE = 'application/json';
const ERROR = '{"message":"Internal Server Error"}';

async function responseTo(result: unknown, integrations = {}) {
  const { url } = await startHttpApi(() => result, { integrations });
  const { status, headers, text } = await call(`${url}/notes`);
  return { status, text, type: headers['content-type'], headers };
}

describe('a result of format 2.0', () => {
  it.each([
    ['a string', 'Hello from Lambda!', 'Hello from Lambda!'],
    ['an object', { message: 'Hello' }, '{"message":"Hello"}'],
    ['a list', [1, 2], '[1,2]'],
    ['a number', 5, '5'],
    ['nothing', undefined, 'null'],
  ])('without a status becomes the JSON body of a 200: %s', async (_, result, text) => {
    expect(await responseTo(result)).toMatchObject({ status: 200, text, type: JSON_TYPE });
  });

  it('has its status, headers and body, with one header per cookie', async () => {
    const { status, text, headers } = await responseTo({
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

  it('has the content type text/plain by default, and Base64 is decoded for every client', async () => {
    expect(await responseTo({ statusCode: 200, body: 'fine' })).toMatchObject({ type: 'text/plain; charset=utf-8' });
    expect(await responseTo({ statusCode: 200, body: 'w6k=', isBase64Encoded: true })).toMatchObject({ text: 'é' });
  });

  it.each([
    ['a status that is not valid', { statusCode: 'fine' }],
    ['a body that is not text', { statusCode: 200, body: { a: 1 } }],
    ['a header that is not valid in HTTP', { statusCode: 200, headers: { 'x-a': 'b\r\nc: d' } }],
    ['cookies that are not a list', { statusCode: 200, cookies: 'a=1' }],
    ['a cookie that is not valid in HTTP', { statusCode: 200, cookies: ['a=1\r\nc: d'] }],
  ])('with %s is an internal error', async (_, result) => {
    expect(await responseTo(result)).toMatchObject({ status: 500, text: ERROR, type: JSON_TYPE });
  });
});

describe('a result of format 1.0', () => {
  it('sets the headers of `headers` and of `multiValueHeaders`', async () => {
    const result = {
      statusCode: 200,
      headers: { a: 'b' },
      multiValueHeaders: { 'set-cookie': ['c=1', 'd=2'] },
      body: '',
    };
    expect((await responseTo(result, FIRST)).headers).toMatchObject({ a: 'b', 'set-cookie': ['c=1', 'd=2'] });
  });

  it.each(['Hello', { message: 'Hello' }, null])('without a status is an internal error: %j', async (result) => {
    expect(await responseTo(result, FIRST)).toMatchObject({ status: 500, text: ERROR });
  });
});

describe('the error response of an HTTP API', () => {
  it('is an internal error when the function fails or cannot be called, with the reason in the access log', async () => {
    const format =
      '$context.status $context.integration.status $context.integration.integrationStatus $context.error.responseType $context.integrationErrorMessage';
    const failing = await startHttpApi(
      () => {
        throw new TypeError('no notes');
      },
      { format },
    );
    expect(await call(`${failing.url}/notes`)).toMatchObject({ status: 500, text: ERROR });
    expect(failing.access()).toEqual([
      '500 - 200 INTEGRATION_FAILURE The Lambda function returned the following error: no notes. Check your Lambda function code and try again.',
    ]);
    const rejecting = await startHttpApi(
      () => {
        throw functionNotFound('list');
      },
      { format },
      true,
    );
    expect(await call(`${rejecting.url}/notes`)).toMatchObject({ status: 500, text: ERROR });
    expect(rejecting.access()).toEqual(['500 - 404 INTEGRATION_FAILURE Function not found: list']);
  });

  it('is "Service Unavailable" after the timeout of the integration', async () => {
    const { promise, resolve } = Promise.withResolvers();
    onTestFinished(() => resolve(undefined));
    const { url, access } = await startHttpApi(() => promise, {
      integrations: { list: { TimeoutInMillis: 50 } },
      format: '$context.status $context.integration.integrationStatus $context.integration.error',
    });
    expect(await call(`${url}/notes`)).toMatchObject({ status: 503, text: '{"message":"Service Unavailable"}' });
    expect(access()).toEqual(['503 - The integration did not answer within 50 ms.']);
  });

  it('is "Request Entity Too Large" for a body of more than 10 MB', async () => {
    const { url, events, access } = await startHttpApi(() => 'fine', { format: '$context.status' });
    const response = await call(`${url}/notes`, { method: 'POST' }, Buffer.alloc(10 * 1024 * 1024 + 1));
    expect(response).toMatchObject({ status: 413, text: '{"message":"Request Entity Too Large"}' });
    expect(events).toEqual([]);
    expect(access()).toEqual(['413']);
  });
});
