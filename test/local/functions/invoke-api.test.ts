import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  InvokeCommand,
  type InvokeCommandInput,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { expect, it, onTestFinished } from 'vitest';
import type { FunctionConfig } from '../../../local/functions/function-config.ts';
import { createInvokeApi } from '../../../local/functions/invoke-api.ts';
import { eventually, startLambda } from './local-lambda.ts';

/** Serves the API over HTTP, with a client of the AWS SDK. */
async function startApi(config: Partial<FunctionConfig> = {}) {
  const lambda = startLambda(config);
  const api = createInvokeApi(lambda.host);
  const server = createServer((request, response) => {
    if (!api.handle(request, response)) response.writeHead(501).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new LambdaClient({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  const invoke = async (event: unknown, input: Partial<InvokeCommandInput> = {}) => {
    const result = await client.send(
      new InvokeCommand({ FunctionName: 'subject', Payload: JSON.stringify(event), ...input }),
    );
    return { ...result, text: Buffer.from(result.Payload ?? []).toString() };
  };
  return { ...lambda, endpoint, client, invoke };
}

it('returns the response of the function', async () => {
  const { invoke } = await startApi();
  const result = await invoke({ do: 'echo' });
  expect(result).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(JSON.parse(result.text)).toMatchObject({ event: { do: 'echo' }, invocations: 1 });
  expect(result.FunctionError).toBeUndefined();
  expect(result.LogResult).toBeUndefined();
});

it('returns the error of a function that fails, marked as an error', async () => {
  const { invoke } = await startApi();
  const result = await invoke({ do: 'throw' });
  expect(result).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(JSON.parse(result.text)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
});

it('returns the last 4 KB of the log on request', async () => {
  const { invoke } = await startApi();
  const few = await invoke({ do: 'nothing' }, { LogType: 'Tail' });
  const id = few.$metadata.requestId;
  expect(Buffer.from(few.LogResult ?? '', 'base64').toString()).toMatch(
    new RegExp(
      `^INIT_START .*\nSTART RequestId: ${id} Version: \\$LATEST\nEND RequestId: ${id}\nREPORT RequestId: ${id}\t.*\n$`,
    ),
  );
  const many = await invoke({ do: 'flood', lines: 1000 }, { LogType: 'Tail' });
  const tail = Buffer.from(many.LogResult ?? '', 'base64');
  expect(tail.length).toBe(4096);
  expect(tail.toString()).toMatch(/\tline 999\nEND RequestId: .*\nREPORT RequestId: .*\n$/);
});

it('accepts an asynchronous event and runs it afterwards', async () => {
  const { invoke, sink } = await startApi();
  const { StatusCode, text, $metadata } = await invoke({ do: 'log' }, { InvocationType: 'Event' });
  expect([StatusCode, text]).toEqual([202, '']);
  await eventually(() => sink.messages().some((line) => line.startsWith(`REPORT RequestId: ${$metadata.requestId}`)));
});

it('runs nothing in a dry run', async () => {
  const { invoke, sink } = await startApi();
  expect((await invoke({ do: 'log' }, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
  await expect(invoke({}, { InvocationType: 'DryRun', FunctionName: 'absent' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(sink.messages()).toEqual([]);
});

it('finds the function by its ARN, and passes the client context to it', async () => {
  const { invoke } = await startApi();
  const { text } = await invoke(
    { do: 'context' },
    {
      FunctionName: 'arn:aws:lambda:eu-central-1:123456789012:function:subject',
      Qualifier: 'live',
      ClientContext: Buffer.from('{"custom":{"a":1}}').toString('base64'),
    },
  );
  expect(JSON.parse(text).clientContext).toEqual({ custom: { a: 1 } });
});

it('treats an empty body as an empty event', async () => {
  const { endpoint } = await startApi();
  const response = await fetch(`${endpoint}/2015-03-31/functions/subject/invocations`, { method: 'POST' });
  expect(response.headers.get('x-amz-function-error')).toBe('Unhandled');
  expect(await response.json()).toMatchObject({ errorMessage: 'outcomes[event.do] is not a function' });
});

it.each([
  [
    'an unknown function',
    'absent',
    '{}',
    {},
    404,
    'ResourceNotFoundException',
    'Function not found: arn:aws:lambda:eu-central-1:123456789012:function:absent',
  ],
  [
    'a name with an invalid percent-encoding',
    '%E0%A4%A',
    '{}',
    {},
    404,
    'ResourceNotFoundException',
    'Function not found',
  ],
  [
    'a body that is not JSON',
    'subject',
    '{not',
    {},
    400,
    'InvalidRequestContentException',
    'Could not parse request body into json',
  ],
  [
    'a body of more than 6 MB',
    'subject',
    JSON.stringify('x'.repeat(6_300_000)),
    {},
    413,
    'RequestTooLargeException',
    '6300002 byte payload is too large',
  ],
  [
    'an asynchronous event of more than 1 MB',
    'subject',
    JSON.stringify('x'.repeat(1_050_000)),
    { 'X-Amz-Invocation-Type': 'Event' },
    413,
    'RequestTooLargeException',
    'is too large',
  ],
  [
    'an unknown invocation type',
    'subject',
    '{}',
    { 'X-Amz-Invocation-Type': 'Maybe' },
    400,
    'InvalidParameterValueException',
    '"Maybe"',
  ],
  [
    'a client context that is not JSON',
    'subject',
    '{}',
    { 'X-Amz-Client-Context': 'e25vdA==' },
    400,
    'InvalidRequestContentException',
    'Client context',
  ],
])('rejects %s', async (_, name, body, headers, status, type, message) => {
  const { endpoint } = await startApi();
  const response = await fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    body,
    headers,
  });
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([status, type]);
  expect(await response.json()).toMatchObject({ Type: 'User', Message: expect.stringContaining(message) });
});

it('rejects invocations over the reserved concurrency', async () => {
  const { invoke } = await startApi({ reservedConcurrency: 0 });
  await expect(invoke({})).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    $metadata: { httpStatusCode: 429 },
  });
});

it('streams a response, with the outcome of the invocation at its end', async () => {
  const { client } = await startApi({ handler: 'streaming.handler' });
  const read = async (event: object) => {
    const { EventStream } = await client.send(
      new InvokeWithResponseStreamCommand({ FunctionName: 'subject', Payload: JSON.stringify(event), LogType: 'Tail' }),
    );
    let text = '';
    let end: object | undefined;
    for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
      text += Buffer.from(PayloadChunk?.Payload ?? []).toString();
      end = InvokeComplete ?? end;
    }
    return { text, end };
  };
  const whole = await read({ bytes: 100_000 });
  expect(whole.text === `first ${'x'.repeat(100_000)}last`).toBe(true);
  expect(whole.end).toEqual({ LogResult: expect.any(String) });
  const failed = await read({ fail: 'midway' });
  expect(failed.text).toBe('first ');
  expect(failed.end).toMatchObject({ ErrorCode: 'Error', ErrorDetails: expect.stringContaining('midway') });
});

it('does not handle other requests', async () => {
  const { endpoint } = await startApi();
  for (const [method, path] of [
    ['GET', '/2015-03-31/functions/subject/invocations'],
    ['POST', '/2015-03-31/functions'],
    ['POST', '//'],
  ] as const) {
    expect((await fetch(`${endpoint}${path}`, { method })).status).toBe(501);
  }
});

it('serves a function that calls another function with the SDK', async () => {
  const { host, endpoint } = await startApi();
  const caller = startLambda(
    { name: 'caller', handler: 'caller.handler' },
    {
      environment: {
        AWS_ENDPOINT_URL: endpoint,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    },
  );
  expect((await caller.invoke({ do: 'echo' })).value).toMatchObject({ event: { do: 'echo' }, invocations: 1 });
  expect(host.functions).toHaveLength(1);
});
