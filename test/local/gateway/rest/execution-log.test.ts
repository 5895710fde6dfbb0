import { describe, expect, it } from 'vitest';
import { tooManyRequests } from '../../../../local/functions/lambda-error.ts';
import type { Invoke } from '../shared/scripted-invoker.ts';
import { call } from '../shared/serve-api.ts';
import { EXECUTION, ok, startRestApi } from './start-rest-api.ts';

describe('the execution log', () => {
  it('has all lines at INFO, in order, in one log stream, and no body without the data trace', async () => {
    const { url, sink, execution } = await startRestApi(ok);
    const { headers } = await call(`${url}/notes`, { method: 'POST' }, 'a secret body');
    expect(execution()).toEqual([
      expect.stringMatching(/^Extended Request Id: /),
      expect.stringMatching(/^Verifying Usage Plan for request: [0-9a-f-]{36}\. API Key: {2}API Stage: api123\/prod$/),
      expect.stringMatching(/^API Key {2}authorized because method 'POST \/notes' does not require API Key\./),
      'Usage Plan check succeeded for API Key  and API Stage api123/prod',
      `Starting execution for request: ${headers['x-amzn-requestid']}`,
      'HTTP Method: POST, Resource Path: /notes',
      expect.stringMatching(/^Sending request to https:\/\/.*function:create\/invocations$/),
      expect.stringMatching(/^Received response\. Status: 200, Integration latency: \d+ ms$/),
      'Successfully completed execution',
      'Method completed with status: 200',
      'AWS Integration Endpoint RequestId : lambda-id',
      expect.stringMatching(/^X-ray Tracing ID : 1-/),
    ]);
    expect(sink.written.filter((entry) => entry.group === EXECUTION)).toHaveLength(1);
    expect(sink.written[0]?.stream).toMatch(/^[0-9a-f]{32}$/);
  });

  it('has headers and bodies with the data trace, cut at 1,024 bytes, with masked authorization', async () => {
    const { url, execution } = await startRestApi(ok, { dataTrace: true });
    await call(`${url}/notes`, { method: 'POST', headers: { Authorization: 'Bearer verysecret' } }, '日'.repeat(2000));
    const body = execution().find((line) => line.startsWith('Method request body'));
    expect(body).toMatch(/日 \[TRUNCATED\]$/);
    // The cut does not split a character of three bytes.
    const bytes = Buffer.byteLength(body ?? '') - ' [TRUNCATED]'.length;
    expect(bytes).toBe('Method request body before transformations: '.length + 3 * 326);
    expect(1024 - bytes).toBeLessThan(3);
    const headers = execution().find((line) => line.startsWith('Method request headers'));
    expect(headers).toMatch(/Authorization=\*+secret\b/);
    expect(headers).not.toContain('verysecret');
    expect(execution()).toContain('Method response body after transformations: fine');
  });

  it('has only failures at ERROR, and no lines when it is off', async () => {
    const failing: Invoke = () => {
      throw new TypeError('broken');
    };
    const atError = await startRestApi(failing, { level: 'ERROR' });
    await call(`${atError.url}/notes`);
    expect(atError.execution()).toEqual([
      'Lambda execution failed with status 200 due to customer function error: broken. Lambda request id: lambda-id',
      'Method completed with status: 502',
    ]);
    const fine = await startRestApi(ok, { level: 'ERROR' });
    await call(`${fine.url}/notes`);
    expect(fine.execution()).toEqual([]);
    const off = await startRestApi(failing, { level: 'OFF' });
    await call(`${off.url}/notes`);
    expect(off.execution()).toEqual([]);
  });

  it('uses the level of a method setting', async () => {
    const { url, execution } = await startRestApi(ok, {
      level: 'OFF',
      methodSetting: { path: '/~1notes', method: 'GET', level: 'INFO' },
    });
    await call(`${url}/notes`, { method: 'POST' });
    expect(execution()).toEqual([]);
    await call(`${url}/notes`, { method: 'GET' });
    expect(execution()).toContain('Successfully completed execution');
  });
});

describe('the data trace', () => {
  const LAMBDA = 'https://lambda.local/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function';
  const line = (label: string) => expect.stringMatching(new RegExp(`^${label}`));
  const requestLines = (body: string) => [
    line('Extended Request Id: '),
    line('Verifying Usage Plan for request: '),
    line('API Key {2}authorized because '),
    line('Usage Plan check succeeded '),
    line('Starting execution for request: '),
    'HTTP Method: POST, Resource Path: /notes',
    'Method request path: {}',
    'Method request query string: {a=1, a=2}',
    line('Method request headers: \\{.*X-Mine=mine'),
    `Method request body before transformations: ${body}`,
    `Endpoint request URI: ${LAMBDA}:create/invocations`,
    line(
      'Endpoint request headers: \\{x-amzn-lambda-integration-tag=[0-9a-f-]{36}, X-Amz-Date=\\d{8}T\\d{6}Z, x-amzn-apigateway-api-id=api123, X-Amz-Source-Arn=arn:aws:execute-api:us-east-1:000000000000:api123/prod/POST/notes, Accept=application/json, User-Agent=AmazonAPIGateway_api123, .*\\}$',
    ),
    line('Endpoint request body after transformations: \\{"resource":"/notes","path":"/notes","httpMethod":"POST",'),
    `Sending request to ${LAMBDA}:create/invocations`,
  ];
  const lastLines = (status: number) => [
    `Method completed with status: ${status}`,
    line('AWS Integration Endpoint RequestId : '),
    line('X-ray Tracing ID : 1-'),
  ];
  const post = async (invoke: Invoke, rejects = false) => {
    const { url, execution } = await startRestApi(invoke, { dataTrace: true }, rejects);
    await call(`${url}/notes?a=1&a=2`, { method: 'POST', headers: { 'X-Mine': 'mine' } }, 'sent');
    return execution();
  };

  it('shows the requests and responses of the method and the integration, in the order of the service', async () => {
    const result = { statusCode: 201, headers: { 'X-Note': 'n1' }, body: 'made' };
    expect(await post(() => result)).toEqual([
      ...requestLines('sent'),
      line('Received response\\. Status: 200, Integration latency: \\d+ ms$'),
      `Endpoint response body before transformations: ${JSON.stringify(result)}`,
      line(
        'Endpoint response headers: \\{Date=[^}]* GMT, Content-Type=application/json, Content-Length=58, Connection=keep-alive, x-amzn-RequestId=lambda-id, x-amzn-Remapped-Content-Length=0, X-Amz-Executed-Version=\\$LATEST, X-Amzn-Trace-Id=Root=1-[^}]*\\}$',
      ),
      'Method response body after transformations: made',
      line('Method response headers: \\{X-Note=n1, Content-Type=application/json, X-Amzn-Trace-Id=Root=1-'),
      'Successfully completed execution',
      ...lastLines(201),
    ]);
  });

  it('shows the error of a function, and not the body of the gateway response', async () => {
    const failing = () => {
      throw new TypeError('broken');
    };
    expect(await post(failing)).toEqual([
      ...requestLines('sent'),
      line('Received response\\. Status: 200, '),
      'Endpoint response body before transformations: {"errorType":"TypeError","errorMessage":"broken"}',
      line('Endpoint response headers: \\{.*x-amzn-RequestId=lambda-id, X-Amz-Function-Error=Unhandled, '),
      line('Lambda execution failed with status 200 due to customer function error: broken\\.'),
      ...lastLines(502),
    ]);
  });

  it('shows the error of the Invoke call', async () => {
    const busy: Invoke = () => Promise.reject(tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded'));
    expect(await post(busy, true)).toEqual([
      ...requestLines('sent'),
      line('Received response\\. Status: 429, '),
      line('Endpoint response body before transformations: \\{"Type":"User","Message":"Rate Exceeded\\."'),
      line(
        'Endpoint response headers: \\{.*x-amzn-RequestId=[0-9a-f-]{36}, x-amzn-ErrorType=TooManyRequestsException\\}$',
      ),
      line('Lambda invocation failed with status: 429\\. Lambda request id: [0-9a-f-]{36}$'),
      'Execution failed due to configuration error: Rate Exceeded.',
      ...lastLines(500),
    ]);
  });

  it('shows only the request to a function that times out', async () => {
    const { url, execution } = await startRestApi(() => new Promise(() => undefined), { dataTrace: true });
    expect((await call(`${url}/slow`)).status).toBe(504);
    expect(execution().slice(12)).toEqual([
      line('Endpoint request body after transformations: \\{"resource":"/slow"'),
      line('Sending request to '),
      'Execution failed due to a timeout error',
      'Method completed with status: 504',
      line('X-ray Tracing ID : 1-'),
    ]);
  });
});
