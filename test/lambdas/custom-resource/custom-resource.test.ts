import { createServer } from 'node:http';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { customResource } from '../../../lambdas/custom-resource/custom-resource.ts';
import { close, listen } from '../../../local/http/loopback.ts';

/** Receives responses as CloudFormation does. The first `failures` requests fail. */
const responses: { body: object; type: string | undefined; method: string | undefined }[] = [];
let failures = 0;
const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (failures-- > 0) return response.writeHead(503).end();
  responses.push({ body: JSON.parse(text), type: request.headers['content-type'], method: request.method });
  response.end();
});
let url: string;
beforeEach(async () => {
  responses.length = 0;
  failures = 0;
  for (const method of ['info', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
  url = await listen(server, 0);
});
afterEach(() => close(server));

const event = (RequestType: string, more = {}) =>
  ({
    RequestType,
    ResponseURL: `${url}/response?signed=yes`,
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'l',
    ResourceProperties: {},
    ...more,
  }) as never as CloudFormationCustomResourceEvent;
const context = { logStreamName: '2026/11/21/[$LATEST]abc' } as Context;

it('sends the result to the signed URL, with a PUT without a content type', async () => {
  await customResource(async () => ({ physicalId: 'p', data: { A: '1' } }))(event('Create'), context);
  expect(responses).toEqual([
    {
      method: 'PUT',
      type: '',
      body: {
        Status: 'SUCCESS',
        PhysicalResourceId: 'p',
        Data: { A: '1' },
        StackId: 's',
        RequestId: 'r',
        LogicalResourceId: 'l',
      },
    },
  ]);
});

it('sends the message of an error, the log stream, and the same physical id', async () => {
  const failing = customResource(() => Promise.reject(new Error('not today')));
  await failing(event('Update', { PhysicalResourceId: 'before' }), context);
  expect(responses[0]?.body).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'before',
    Reason: 'not today (log stream 2026/11/21/[$LATEST]abc)',
  });
});

it('sends the response again after a failure', async () => {
  failures = 2;
  await customResource(async () => ({ physicalId: 'p' }))(event('Create'), context);
  expect(responses).toHaveLength(1);
});

it('fails after three attempts, so that Lambda retries the invocation', async () => {
  failures = 3;
  await expect(customResource(async () => ({ physicalId: 'p' }))(event('Create'), context)).rejects.toThrow('503');
});
