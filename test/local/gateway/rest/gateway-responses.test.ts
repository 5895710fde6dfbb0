import { describe, expect, it } from 'vitest';
import { call, ok, start } from './local-api.ts';
import type { ApiResource } from './notes-api.ts';

const TYPE = 'AWS::ApiGateway::GatewayResponse';

function response(ResponseType: string, properties: object): ApiResource {
  return [`response-${ResponseType}`, TYPE, { ResponseType, ...properties }];
}

describe('gateway responses of the template', () => {
  it('give status, headers and body, with the variables of the request filled in', async () => {
    const { url, access } = await start(ok, {
      extra: [
        response('MISSING_AUTHENTICATION_TOKEN', {
          StatusCode: '404',
          ResponseParameters: {
            'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
            'gatewayresponse.header.X-Path': 'context.path',
            'gatewayresponse.header.WWW-Authenticate': "'Bearer'",
            'gatewayresponse.header.X-Asked': 'method.request.header.x-ask',
            'gatewayresponse.header.X-Color': 'stageVariables.color',
            'gatewayresponse.header.X-None': 'method.request.header.x-none',
          },
          ResponseTemplates: {
            'application/json':
              '{"error":$context.error.messageString,"plain":"$context.error.message","type":"$context.error.responseType","id":"$context.requestId","stage":"$context.stage"}',
          },
        }),
      ],
    });
    const answer = await call(`${url}/nothing`, { headers: { 'X-Ask': 'this' } });
    expect(answer.status).toBe(404);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'x-path': '/prod/nothing',
      'www-authenticate': 'Bearer',
      'x-asked': 'this',
      'x-color': 'blue',
      'content-type': 'application/json',
    });
    expect(answer.headers).not.toHaveProperty('x-none');
    expect(JSON.parse(answer.text)).toEqual({
      error: 'Missing Authentication Token',
      plain: 'Missing Authentication Token',
      type: 'MISSING_AUTHENTICATION_TOKEN',
      id: answer.headers['x-amzn-requestid'],
      stage: 'prod',
    });
    expect(access()).toMatchObject([{ status: '404', responseType: 'MISSING_AUTHENTICATION_TOKEN' }]);
  });

  it('fall back to that of all errors of a kind, which keeps their status', async () => {
    const cors = { ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" } };
    const { url, execution } = await start(() => 'malformed', {
      level: 'ERROR',
      extra: [response('DEFAULT_4XX', cors), response('DEFAULT_5XX', cors)],
    });
    const notFound = await call(`${url}/nothing`);
    expect(notFound).toMatchObject({ status: 403, text: '{"message":"Missing Authentication Token"}' });
    expect(notFound.headers['access-control-allow-origin']).toBe('*');
    const malformed = await call(`${url}/notes`);
    expect(malformed).toMatchObject({ status: 502, text: `{"message":"Internal server error"}` });
    expect(malformed.headers['access-control-allow-origin']).toBe('*');
    expect(execution()).toContain('Gateway response type: DEFAULT_5XX with status code: 502');
  });

  it('of one type leave the others as they are', async () => {
    const { url } = await start(ok, { extra: [response('UNAUTHORIZED', { StatusCode: '418' })] });
    expect((await call(`${url}/nothing`)).status).toBe(403);
  });

  it('take the body for what the client accepts', async () => {
    const { url } = await start(ok, {
      extra: [
        response('DEFAULT_4XX', {
          ResponseTemplates: { 'application/json': '{}', 'text/html': '<p>$context.error.message</p>' },
        }),
      ],
    });
    const answer = await call(`${url}/nothing`, { headers: { accept: 'text/html' } });
    expect(answer).toMatchObject({ text: '<p>Missing Authentication Token</p>' });
    expect(answer.headers['content-type']).toBe('text/html');
    expect((await call(`${url}/nothing`)).text).toBe('{}');
  });
});

describe('binary media types', () => {
  const bytes = Buffer.from([0, 255, 128, 10]);
  it.each([
    ['the same', ['image/png'], 'image/png', true],
    ['all of its kind', ['image/*'], 'image/png; q=1', true],
    ['all', ['*/*'], 'text/plain', true],
    ['others', ['application/pdf'], 'image/png', false],
  ])('%s: the body comes as base64, or as text', async (_, binaryMediaTypes, contentType, isBase64Encoded) => {
    const { url, events } = await start(ok, { binaryMediaTypes });
    await call(`${url}/notes`, { method: 'POST', headers: { 'content-type': contentType } }, bytes);
    expect(events[0]).toMatchObject({
      isBase64Encoded,
      body: bytes.toString(isBase64Encoded ? 'base64' : 'utf8'),
    });
  });

  it.each([
    ['image/png', 'tea'],
    ['image/png, text/plain', 'tea'],
    ['text/plain, image/png', 'dGVh'],
    [undefined, 'dGVh'],
  ])('decide by the first type of Accept whether base64 is decoded: %s', async (accept, text) => {
    const { url } = await start(() => ({ statusCode: 200, body: 'dGVh', isBase64Encoded: true }), {
      binaryMediaTypes: ['image/png'],
    });
    expect((await call(`${url}/notes`, { headers: accept ? { accept } : {} })).text).toBe(text);
  });
});
