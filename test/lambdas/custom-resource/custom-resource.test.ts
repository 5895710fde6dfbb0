import { createServer } from 'node:http';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Clock } from '../../../core/clock.ts';
import {
  type CustomResourceDefinition,
  customResource,
  type ResourceProperties as Properties,
  requiredProperty,
} from '../../../lambdas/custom-resource/custom-resource.ts';
import { close, listen } from '../../../local/http/loopback.ts';

/** Receives responses as CloudFormation does. The first `failures` requests fail. */
const responses: { body: object; type: string | undefined; method: string | undefined }[] = [];
let failures = 0;
let failureStatus = 503;
const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  if (failures-- > 0) return response.writeHead(failureStatus).end();
  responses.push({ body: JSON.parse(text), type: request.headers['content-type'], method: request.method });
  response.end();
});
let url: string;
beforeEach(async () => {
  responses.length = 0;
  failures = 0;
  failureStatus = 503;
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
const context = { logStreamName: '2026/11/21/[$LATEST]abc', getRemainingTimeInMillis: () => 300_000 };

type Apply = CustomResourceDefinition['apply'];
const instant = { now: () => 0, wait: async () => {} };
/** A custom resource whose response waits for nothing. Its work has a clock that stands still. */
const resource = (
  apply: Apply,
  clock: Clock = { now: () => 0, wait: (ms) => (ms > 60_000 ? new Promise(() => {}) : instant.wait()) },
) =>
  customResource(
    { physicalId: ({ Name = '' }) => Name, describes: ({ Name }, id) => Name === id, apply },
    { clock, fetch },
  );

it('deletes what the definition removes, and passes the properties before an update', async () => {
  const calls: unknown[] = [];
  const handler = customResource(
    {
      physicalId: () => 'p',
      describes: () => true,
      apply: async (_, __, { before }) => {
        calls.push(before);
        return {};
      },
      remove: async (properties) => void calls.push(properties),
    },
    { clock: { now: () => 0, wait: () => new Promise(() => {}) }, fetch },
  );
  await handler(event('Update', { PhysicalResourceId: 'p', OldResourceProperties: { Name: 'before' } }), context);
  await handler(event('Delete', { PhysicalResourceId: 'p', ResourceProperties: { Name: 'p' } }), context);
  expect(calls).toEqual([{ Name: 'before' }, { Name: 'p' }]);
  expect(responses).toMatchObject([{ body: { Status: 'SUCCESS' } }, { body: { Status: 'SUCCESS' } }]);
});

it.each([
  ['another resource', { Name: 'new' }],
  ['no resource', {}],
])('deletes nothing when the properties describe %s', async (_, ResourceProperties) => {
  const definition = {
    physicalId: (properties: Properties) => requiredProperty(properties, 'Name'),
    describes: ({ Name }: Properties, id: string) => Name === id,
    apply: async () => ({}),
    remove: () => Promise.reject(new Error('removed')),
  };
  const handler = customResource(definition, { clock: { now: () => 0, wait: () => new Promise(() => {}) }, fetch });
  await handler(event('Delete', { PhysicalResourceId: 'old', ResourceProperties }), context);
  expect(responses).toMatchObject([{ body: { Status: 'SUCCESS', PhysicalResourceId: 'old' } }]);
});

it('sends the result to the signed URL, with a PUT without a content type', async () => {
  await resource(async () => ({ A: '1' }))(event('Create', { ResourceProperties: { Name: 'p' } }), context);
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
  const failing = resource(() => Promise.reject(new Error('not today')));
  await failing(event('Update', { PhysicalResourceId: 'before', ResourceProperties: { Name: 'p' } }), context);
  expect(responses[0]?.body).toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'before',
    Reason: 'not today (log stream 2026/11/21/[$LATEST]abc)',
  });
});

it('has the same physical id when it is created, fails and is deleted', async () => {
  const failing = resource(() => Promise.reject(new Error('not today')));
  await failing(event('Create', { ResourceProperties: { Name: 'p' } }), context);
  await failing(event('Delete', { PhysicalResourceId: 'p', ResourceProperties: { Name: 'p' } }), context);
  expect(responses.map(({ body }) => body)).toMatchObject([
    { Status: 'FAILED', PhysicalResourceId: 'p' },
    { Status: 'SUCCESS', PhysicalResourceId: 'p' },
  ]);
});

// The limit: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
it.each(['é'.repeat(5000), '\u0001'.repeat(5000), '"'.repeat(5000)])('sends at most 4,096 bytes', async (text) => {
  await resource(() => Promise.reject(new Error(text)))(event('Create'), context);
  await resource(async () => ({ Reason: text }))(event('Create', { ResourceProperties: { Name: 'p' } }), context);
  expect(responses).toHaveLength(2);
  for (const { body } of responses) expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(4096);
  expect(responses[0]?.body).toMatchObject({ Reason: expect.stringMatching(/… \(log stream .*\)$/) });
});

it('refuses an unknown request type and a missing property', async () => {
  const named = resource(async (properties) => ({ Name: requiredProperty(properties, 'Name') }));
  await named(event('Rename'), context);
  await named(event('Create'), context);
  expect(responses.map(({ body }) => body)).toMatchObject([
    { Status: 'FAILED', Reason: expect.stringContaining('Unknown request type Rename') },
    { Status: 'FAILED', Reason: expect.stringContaining('no property Name') },
  ]);
});

it('fails before the timeout of the function when its work does not end', async () => {
  const waits: number[] = [];
  const clock = { now: () => 0, wait: async (ms: number) => void waits.push(ms) };
  await resource(() => new Promise(() => {}), clock)(event('Create'), context);
  expect(responses[0]?.body).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('within 280 s') });
  expect(waits).toEqual([280_000]);
});

it('sends the response again after a failure, with pauses', async () => {
  failures = 2;
  const waits: number[] = [];
  const clock = { now: () => 0, wait: async (ms: number) => void waits.push(ms) };
  await resource(async () => ({}), clock)(event('Delete', { PhysicalResourceId: 'p' }), context);
  expect(responses).toHaveLength(1);
  expect(waits).toEqual([500, 1000]);
});

it('fails after five attempts, so that Lambda invokes the function again', async () => {
  failures = 5;
  await expect(resource(async () => ({}))(event('Delete', { PhysicalResourceId: 'p' }), context)).rejects.toThrow(
    '503',
  );
});

// The answer of S3 after the URL has expired:
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/PresignedUrlUploadObject.html
it('sends nothing again when the URL has expired', async () => {
  failures = 1;
  failureStatus = 403;
  await resource(async () => ({}))(event('Delete', { PhysicalResourceId: 'p' }), context);
  expect(responses).toHaveLength(0);
});
