import {
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  type GetLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { errorOf, eventually, useService } from './service.ts';

const service = useService();

const get = (input: Omit<GetLogEventsCommandInput, 'logStreamName'>) =>
  service.client.send(new GetLogEventsCommand({ logStreamName: 'stream', ...input }));

const messages = ({ events }: GetLogEventsCommandOutput) => (events ?? []).map((event) => event.message);

/** A stream with the messages 0 to count - 1, one millisecond apart. The first has the timestamp `start`. */
async function streamOf(count: number) {
  const logGroupName = await service.group('stream');
  const start = Date.now() - 10_000;
  const events = Array.from({ length: count }, (_, index) => ({ timestamp: start + index, message: `${index}` }));
  await service.put(logGroupName, 'stream', events);
  await eventually(
    () => get({ logGroupName }),
    (page) => page.events?.length === count,
  );
  return { logGroupName, start };
}

describe('GetLogEvents', () => {
  test('returns the latest events, oldest first, without event ids', async () => {
    const { logGroupName, start } = await streamOf(5);
    const page = await get({ logGroupName, limit: 2 });
    expect(page.events).toEqual([
      { timestamp: start + 3, message: '3', ingestionTime: expect.any(Number) },
      { timestamp: start + 4, message: '4', ingestionTime: expect.any(Number) },
    ]);
    expect(page.nextForwardToken).toMatch(/^f\/\d{56}\/s$/);
    expect(page.nextBackwardToken).toMatch(/^b\/\d{56}\/s$/);
  });

  test('reads forward to the end, where the token stays the same until there are more events', async () => {
    const { logGroupName, start } = await streamOf(5);
    const first = await get({ logGroupName, limit: 3, startFromHead: true });
    expect(messages(first)).toEqual(['0', '1', '2']);
    const next = { logGroupName, limit: 3, startFromHead: true };
    const second = await get({ ...next, nextToken: first.nextForwardToken });
    expect(messages(second)).toEqual(['3', '4']);
    const end = await get({ ...next, nextToken: second.nextForwardToken });
    expect(messages(end)).toEqual([]);
    expect(end.nextForwardToken).toBe(second.nextForwardToken);

    await service.put(logGroupName, 'stream', [{ timestamp: start + 5, message: '5' }]);
    const more = await eventually(
      () => get({ ...next, nextToken: end.nextForwardToken }),
      (page) => page.events?.length === 1,
    );
    expect(messages(more)).toEqual(['5']);
  });

  test('reads backward to the start, where the token stays the same', async () => {
    const { logGroupName } = await streamOf(5);
    const last = await get({ logGroupName, limit: 3 });
    expect(messages(last)).toEqual(['2', '3', '4']);
    const before = await get({ logGroupName, limit: 3, nextToken: last.nextBackwardToken });
    expect(messages(before)).toEqual(['0', '1']);
    const start = await get({ logGroupName, limit: 3, nextToken: before.nextBackwardToken });
    expect(messages(start)).toEqual([]);
    expect(start.nextBackwardToken).toBe(before.nextBackwardToken);
  });

  test('returns tokens that remain usable for an empty stream', async () => {
    const logGroupName = await service.group('stream');
    const empty = await get({ logGroupName });
    expect(messages(empty)).toEqual([]);
    await service.put(logGroupName, 'stream', [{ timestamp: Date.now(), message: 'first' }]);
    const input = { logGroupName, startFromHead: true, nextToken: empty.nextForwardToken };
    await eventually(
      () => get(input),
      (page) => messages(page).join() === 'first',
    );
  });

  test('includes the start in the range, and excludes the end', async () => {
    const { logGroupName, start } = await streamOf(5);
    expect(messages(await get({ logGroupName, startTime: start + 1, endTime: start + 3 }))).toEqual(['1', '2']);
  });

  test('keeps the order of events with the same timestamp', async () => {
    const logGroupName = await service.group('stream');
    const timestamp = Date.now();
    const events = Array.from({ length: 7 }, (_, index) => ({ timestamp, message: `${index}` }));
    await service.put(logGroupName, 'stream', events);
    await eventually(
      () => get({ logGroupName }),
      (page) => page.events?.length === 7,
    );
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await get({ logGroupName, startFromHead: true, limit: 2, ...(nextToken && { nextToken }) });
      if (page.nextForwardToken === nextToken) break;
      seen.push(...messages(page));
      nextToken = page.nextForwardToken;
    }
    expect(seen).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  test('returns pages of 1 MB', async () => {
    const logGroupName = await service.group('stream');
    const timestamp = Date.now();
    for (const letter of 'abc') {
      await service.put(logGroupName, 'stream', [{ timestamp, message: letter.repeat(500_000) }]);
    }
    const pages = await eventually(
      async () => {
        const first = await get({ logGroupName, startFromHead: true });
        const input = { logGroupName, startFromHead: true, nextToken: first.nextForwardToken };
        return [messages(first), messages(await get(input))];
      },
      (found) => found.flat().length === 3,
    );
    expect(pages.map((page) => page.map((message) => message?.[0]))).toEqual([['a', 'b'], ['c']]);
  });

  test('rejects groups and streams that do not exist, invalid tokens, and pages over 10,000', async () => {
    const logGroupName = await service.group('stream');
    expect(await errorOf(get({ logGroupName: service.groupName() }))).toBe(
      'ResourceNotFoundException: The specified log group does not exist.',
    );
    const other = new GetLogEventsCommand({ logGroupName, logStreamName: 'other' });
    expect(await errorOf(service.client.send(other))).toBe(
      'ResourceNotFoundException: The specified log stream does not exist.',
    );
    for (const nextToken of ['not-a-token', 'f/12/s', `x/${'0'.repeat(56)}/s`]) {
      expect(await errorOf(get({ logGroupName, nextToken }))).toBe(
        'InvalidParameterException: The specified nextToken is invalid.',
      );
    }
    expect(await errorOf(get({ logGroupName, limit: 10_001 }))).toBe(
      "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: " +
        'Member must have value less than or equal to 10000',
    );
  });

  test.each([
    'tab\tand "quotes" and \\ backslash',
    'two\nlines\r\n',
    'ünïcödé 日本語 🎉 \u202eright to left',
    'control \u0000 \u0001 \u001b[31mred\u001b[0m',
    '{"level":"INFO","nested":{"a":[1,2,3]}}',
    ' ',
  ])('returns a message unchanged: %j', async (message) => {
    const logGroupName = await service.group('stream');
    await service.put(logGroupName, 'stream', [{ timestamp: Date.now(), message }]);
    await eventually(
      () => get({ logGroupName }),
      (page) => page.events?.[0]?.message === message,
    );
  });
});
