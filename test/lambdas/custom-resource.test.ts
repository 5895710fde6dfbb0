import { createServer } from 'node:http';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { customResource } from '../../lambdas/custom-resource/custom-resource.ts';
import { close, listen } from '../../local/http/loopback.ts';

/** Where CloudFormation takes answers: fails as often as it is told to. */
const answers: { body: object; type: string | undefined; method: string | undefined }[] = [];
let failures = 0;
const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (failures-- > 0) return response.writeHead(503).end();
  answers.push({ body: JSON.parse(text), type: request.headers['content-type'], method: request.method });
  response.end();
});
let url: string;
beforeEach(async () => {
  answers.length = 0;
  failures = 0;
  for (const method of ['info', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
  url = await listen(server, 0);
});
afterEach(() => close(server));

const event = (RequestType: string, more = {}) =>
  ({
    RequestType,
    ResponseURL: `${url}/answer?signed=yes`,
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'l',
    ResourceProperties: {},
    ...more,
  }) as never as CloudFormationCustomResourceEvent;
const context = { logStreamName: '2026/11/21/[$LATEST]abc' } as Context;

it('tells CloudFormation what came of it, by the URL that was signed for a PUT without a type', async () => {
  await customResource(async () => ({ physicalId: 'p', data: { A: '1' } }))(event('Create'), context);
  expect(answers).toEqual([
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

it('tells of a failure with its message and where to read more, and keeps the id that it had', async () => {
  const failing = customResource(() => Promise.reject(new Error('not today')));
  await failing(event('Update', { PhysicalResourceId: 'before' }), context);
  expect(answers[0]?.body).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'before',
    Reason: 'not today (log stream 2026/11/21/[$LATEST]abc)',
  });
});

it('tells again when CloudFormation did not take it', async () => {
  failures = 2;
  await customResource(async () => ({ physicalId: 'p' }))(event('Create'), context);
  expect(answers).toHaveLength(1);
});

it('fails when CloudFormation takes no answer: Lambda tries the whole again', async () => {
  failures = 3;
  await expect(customResource(async () => ({ physicalId: 'p' }))(event('Create'), context)).rejects.toThrow('503');
});
