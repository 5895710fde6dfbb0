import { describe, expect, it } from 'vitest';
import { call } from '../shared/serve-api.ts';
import type { ApiResource } from './rest-api-resources.ts';
import { ok, startRestApi } from './start-rest-api.ts';

const TYPE = 'AWS::ApiGateway::GatewayResponse';

function gatewayResponse(ResponseType: string, properties: object): ApiResource {
  return [`response-${ResponseType}`, TYPE, { ResponseType, ...properties }];
}

describe('a gateway response of the template', () => {
  it('sets the status, the headers and the body, with the values of variables', async () => {
    const { url, access } = await startRestApi(ok, {
      extra: [
        gatewayResponse('MISSING_AUTHENTICATION_TOKEN', {
          StatusCode: '404',
          ResponseParameters: {
            'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
            'gatewayresponse.header.X-Path': 'context.path',
            'gatewayresponse.header.WWW-Authenticate': "'Bearer'",
            'gatewayresponse.header.X-Echo': 'method.request.header.x-sent',
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
    const response = await call(`${url}/nothing`, { headers: { 'X-Sent': 'this' } });
    expect(response.status).toBe(404);
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'x-path': '/prod/nothing',
      'www-authenticate': 'Bearer',
      'x-echo': 'this',
      'x-color': 'blue',
      'content-type': 'application/json',
    });
    expect(response.headers).not.toHaveProperty('x-none');
    expect(JSON.parse(response.text)).toEqual({
      error: 'Missing Authentication Token',
      plain: 'Missing Authentication Token',
      type: 'MISSING_AUTHENTICATION_TOKEN',
      id: response.headers['x-amzn-requestid'],
      stage: 'prod',
    });
    expect(access()).toMatchObject([{ status: '404', responseType: 'MISSING_AUTHENTICATION_TOKEN' }]);
  });

  it('for DEFAULT_4XX or DEFAULT_5XX applies to all other errors, and keeps their status', async () => {
    const cors = { ResponseParameters: { 'gatewayresponse.header.Access-Control-Allow-Origin': "'*'" } };
    const { url, execution } = await startRestApi(() => 'malformed', {
      level: 'ERROR',
      extra: [gatewayResponse('DEFAULT_4XX', cors), gatewayResponse('DEFAULT_5XX', cors)],
    });
    const notFound = await call(`${url}/nothing`);
    expect(notFound).toMatchObject({ status: 403, text: '{"message":"Missing Authentication Token"}' });
    expect(notFound.headers['access-control-allow-origin']).toBe('*');
    const malformed = await call(`${url}/notes`);
    expect(malformed).toMatchObject({ status: 502, text: `{"message":"Internal server error"}` });
    expect(malformed.headers['access-control-allow-origin']).toBe('*');
    expect(execution()).toContain('Gateway response type: DEFAULT_5XX with status code: 502');
  });

  it('does not change errors of other types', async () => {
    const { url } = await startRestApi(ok, { extra: [gatewayResponse('UNAUTHORIZED', { StatusCode: '418' })] });
    expect((await call(`${url}/nothing`)).status).toBe(403);
  });

  it('uses the template of a media type that the client accepts', async () => {
    const { url } = await startRestApi(ok, {
      extra: [
        gatewayResponse('DEFAULT_4XX', {
          ResponseTemplates: { 'application/json': '{}', 'text/html': '<p>$context.error.message</p>' },
        }),
      ],
    });
    const response = await call(`${url}/nothing`, { headers: { accept: 'text/html' } });
    expect(response).toMatchObject({ text: '<p>Missing Authentication Token</p>' });
    expect(response.headers['content-type']).toBe('text/html');
    expect((await call(`${url}/nothing`)).text).toBe('{}');
  });
});
