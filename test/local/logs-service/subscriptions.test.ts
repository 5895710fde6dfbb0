import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseEventId } from '../../../local/logs-service/event-id.ts';
import { createStoreSink } from '../../../local/logs-service/store/store-sink.ts';
import type { LocalFunctions } from '../../../local/logs-service/subscriptions/delivery.ts';
import { ACCOUNT, REGION, startService } from './local-service.ts';

const ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:indexer`;

interface Delivered {
  readonly messageType: string;
  readonly owner: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly subscriptionFilters: readonly string[];
  readonly logEvents: readonly { readonly id: string; readonly timestamp: number; readonly message: string }[];
}

/** Functions that record deliveries, after `failures` rejected ones. */
class Functions implements LocalFunctions {
  readonly delivered: Delivered[] = [];
  failures = 0;
  #waiting: { count: number; resolve: () => void }[] = [];

  has(functionArn: string): boolean {
    return functionArn === ARN;
  }

  async invoke(_functionArn: string, payload: unknown): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('TooManyRequestsException');
    }
    const { data } = (payload as { awslogs: { data: string } }).awslogs;
    this.delivered.push(JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString()));
    for (const { count, resolve } of this.#waiting) if (this.messages.length >= count) resolve();
  }

  get messages(): string[] {
    return this.delivered.flatMap(({ logEvents }) => logEvents.map((event) => event.message));
  }

  /** Resolves when `count` events were delivered. */
  async until(count: number): Promise<void> {
    if (this.messages.length >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }
}

async function subscribedService() {
  const functions = new Functions();
  const running = await startService({ functions });
  const sink = createStoreSink(running.store);
  await running.call('CreateLogGroup', { logGroupName: 'group' });
  const subscribe = (input: object = {}) =>
    running.call('PutSubscriptionFilter', {
      logGroupName: 'group',
      filterName: 'filter',
      filterPattern: '',
      destinationArn: ARN,
      ...input,
    });
  const write = (...messages: string[]) =>
    sink.write(
      'group',
      'stream',
      messages.map((message) => ({ timestamp: 1000, message })),
    );
  return { ...running, functions, sink, subscribe, write };
}

describe('a subscription filter', () => {
  test('delivers matching events to its function, in the format of the service', async () => {
    const { functions, subscribe, write } = await subscribedService();
    await subscribe({ filterPattern: 'wanted' });
    write('wanted ü', 'other', 'also wanted');
    await functions.until(2);
    expect(functions.delivered).toEqual([
      {
        messageType: 'DATA_MESSAGE',
        owner: ACCOUNT,
        logGroup: 'group',
        logStream: 'stream',
        subscriptionFilters: ['filter'],
        logEvents: [
          { id: expect.stringMatching(/^\d{56}$/), timestamp: 1000, message: 'wanted ü' },
          { id: expect.stringMatching(/^\d{56}$/), timestamp: 1000, message: 'also wanted' },
        ],
      },
    ]);
  });

  test('delivers events with the same ids as FilterLogEvents', async () => {
    const { functions, client, subscribe, write, call } = await subscribedService();
    await subscribe();
    write('a');
    write('b', 'c');
    await functions.until(3);
    const { body } = await call('FilterLogEvents', { logGroupName: 'group' });
    const delivered = functions.delivered.flatMap(({ logEvents }) => logEvents.map(({ id }) => id));
    expect(body.events).toEqual(delivered.map((eventId) => expect.objectContaining({ eventId })));
    expect(delivered.map((id) => parseEventId(id)?.timestamp)).toEqual([1000, 1000, 1000]);
    client.destroy();
  });

  test('delivers the events that PutLogEvents accepts, and not the rejected ones', async () => {
    const { functions, subscribe, call } = await subscribedService();
    await subscribe();
    await call('CreateLogStream', { logGroupName: 'group', logStreamName: 'stream' });
    const now = Date.now();
    const logEvents = [
      { timestamp: 1, message: 'too old' },
      { timestamp: now, message: 'fits' },
    ];
    await call('PutLogEvents', { logGroupName: 'group', logStreamName: 'stream', logEvents });
    await functions.until(1);
    expect(functions.messages).toEqual(['fits']);
  });

  test('retries until the function accepts the events, and keeps the order', async () => {
    const { functions, subscribe, write, notices } = await subscribedService();
    await subscribe();
    functions.failures = 3;
    write('1');
    write('2');
    write('3');
    await functions.until(3);
    expect(functions.messages).toEqual(['1', '2', '3']);
    expect(notices).toEqual([]);
  });

  test('combines the events that a stream writes during a delivery', async () => {
    const { functions, sink, subscribe, write } = await subscribedService();
    await subscribe();
    for (let count = 0; count < 50; count += 1) write(`${count}`);
    sink.write('group', 'other', [{ timestamp: 1, message: 'other' }]);
    await functions.until(51);
    expect(functions.delivered.length).toBeLessThan(10);
    expect(functions.messages).toEqual([...Array.from({ length: 50 }, (_, index) => `${index}`), 'other']);
    for (const { logStream, logEvents } of functions.delivered) {
      expect(logEvents.every((event) => (event.message === 'other') === (logStream === 'other'))).toBe(true);
    }
  });

  test('delivers nothing after it is deleted', async () => {
    const { functions, subscribe, write, call } = await subscribedService();
    await subscribe({ filterName: 'gone' });
    await subscribe({ filterName: 'kept' });
    await call('DeleteSubscriptionFilter', { logGroupName: 'group', filterName: 'gone' });
    write('x');
    await functions.until(1);
    expect(functions.delivered.map((each) => each.subscriptionFilters)).toEqual([['kept']]);
  });

  test('of a template whose pattern is not valid matches nothing and is reported once', async () => {
    const { store, functions, subscribe, write, notices } = await subscribedService();
    await subscribe({ filterName: 'good' });
    store.subscriptionFilters.put({
      groupId: store.groups.get('group')?.id ?? 0,
      name: 'bad',
      pattern: '{ $.a = ',
      destinationArn: ARN,
      roleArn: undefined,
      distribution: 'ByLogStream',
      applyOnTransformedLogs: false,
      creationTime: 1,
    });
    write('a');
    write('b');
    await functions.until(2);
    expect(functions.delivered.every((each) => each.subscriptionFilters[0] === 'good')).toBe(true);
    expect(notices).toEqual([
      expect.stringContaining('The filter pattern { $.a =  of a subscription filter is not valid'),
    ]);
  });
});

describe('PutSubscriptionFilter', () => {
  test('creates a filter, then replaces it and keeps its creation time', async () => {
    const { subscribe, call } = await subscribedService();
    const describeFilters = async () =>
      (await call('DescribeSubscriptionFilters', { logGroupName: 'group' })).body.subscriptionFilters;
    await subscribe();
    const first = await describeFilters();
    expect(first).toEqual([
      {
        filterName: 'filter',
        logGroupName: 'group',
        filterPattern: '',
        destinationArn: ARN,
        distribution: 'ByLogStream',
        applyOnTransformedLogs: false,
        creationTime: expect.any(Number),
      },
    ]);
    await subscribe({ filterPattern: 'changed', distribution: 'Random' });
    expect(await describeFilters()).toEqual([
      { ...(first[0] as object), filterPattern: 'changed', distribution: 'Random' },
    ]);
  });

  test('allows five filters per group, and changes to them', async () => {
    const { subscribe } = await subscribedService();
    for (const filterName of 'abcde') expect((await subscribe({ filterName })).status).toBe(200);
    expect((await subscribe({ filterName: 'f' })).body).toEqual({
      __type: 'LimitExceededException',
      message: 'Resource limit exceeded.',
    });
    expect((await subscribe({ filterName: 'e', filterPattern: 'x' })).status).toBe(200);
  });

  test.each([
    [{ destinationArn: `${ARN}-missing` }, 'InvalidParameterException', /^Could not execute the lambda function\. /],
    [{ destinationArn: ARN.replace(REGION, 'us-east-1') }, 'InvalidParameterException', /^Could not execute/],
    [{ destinationArn: ARN.replace(ACCOUNT, '999999999999') }, 'AccessDeniedException', /^Cross-account lambda/],
    [
      { roleArn: 'arn:aws:iam::1:role/r' },
      'InvalidParameterException',
      /^destinationArn for vendor lambda cannot be used with roleArn$/,
    ],
    [
      { destinationArn: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/s` },
      'InvalidParameterException',
      /^destinationArn for vendor kinesis cannot be used without roleArn$/,
    ],
    [{ destinationArn: 'nonsense' }, 'InvalidParameterException', /nonsense/],
    [{ filterPattern: '[a, a]' }, 'InvalidParameterException', /^Duplicate field 'a'$/],
    [{ logGroupName: 'missing' }, 'ResourceNotFoundException', /^The specified log group does not exist\.$/],
    [
      { distribution: 'Other' },
      'InvalidParameterException',
      /^1 validation error detected: Value at 'distribution' failed to satisfy constraint: Member must satisfy enum value set: \[Random, ByLogStream\]$/,
    ],
  ])('rejects %j', async (input, name, message) => {
    const { subscribe } = await subscribedService();
    const { body } = await subscribe(input);
    expect(body.__type).toBe(name);
    expect(body.message).toMatch(message);
  });

  test('lists filters by prefix and page by page', async () => {
    const { subscribe, call } = await subscribedService();
    for (const filterName of ['b', 'a-2', 'a-1']) await subscribe({ filterName });
    const input = { logGroupName: 'group', filterNamePrefix: 'a-', limit: 1 };
    const first = (await call('DescribeSubscriptionFilters', input)).body;
    const second = (await call('DescribeSubscriptionFilters', { ...input, nextToken: first.nextToken })).body;
    expect([first, second].map((page) => page.subscriptionFilters)).toEqual([
      [expect.objectContaining({ filterName: 'a-1' })],
      [expect.objectContaining({ filterName: 'a-2' })],
    ]);
    expect(second.nextToken).toBeUndefined();
  });

  test('finds no filter of a group that was deleted and created again', async () => {
    const { subscribe, call } = await subscribedService();
    await subscribe();
    await call('DeleteLogGroup', { logGroupName: 'group' });
    await call('CreateLogGroup', { logGroupName: 'group' });
    expect((await call('DescribeSubscriptionFilters', { logGroupName: 'group' })).body.subscriptionFilters).toEqual([]);
    expect((await call('DeleteSubscriptionFilter', { logGroupName: 'group', filterName: 'filter' })).body).toEqual({
      __type: 'ResourceNotFoundException',
      message: 'The specified subscription filter does not exist.',
    });
  });
});
