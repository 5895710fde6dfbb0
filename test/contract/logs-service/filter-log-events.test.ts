import {
  CreateLogGroupCommand,
  DeleteLogStreamCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { errorOf, eventually, useService } from './service.ts';

const service = useService();

async function messages(input: FilterLogEventsCommandInput, pageSize?: number): Promise<(string | undefined)[]> {
  const found: (string | undefined)[] = [];
  const config = { client: service.client, ...(pageSize && { pageSize }) };
  for await (const page of paginateFilterLogEvents(config, input)) {
    if (pageSize) expect(page.events?.length).toBeLessThanOrEqual(pageSize);
    found.push(...(page.events ?? []).map((event) => event.message));
  }
  return found;
}

/** Waits until a group has a number of events. */
const settled = (logGroupName: string, count: number) =>
  eventually(
    () => messages({ logGroupName }),
    (found) => found.length === count,
  );

describe('FilterLogEvents', () => {
  test('returns the events of all streams by time, each with its stream and an id', async () => {
    const logGroupName = await service.group('a', 'b');
    const now = Date.now();
    await service.put(logGroupName, 'a', [
      { timestamp: now - 3, message: '1' },
      { timestamp: now - 1, message: '3' },
    ]);
    await service.put(logGroupName, 'b', [
      { timestamp: now - 2, message: '2' },
      { timestamp: now, message: '4' },
    ]);
    await settled(logGroupName, 4);
    const { events, searchedLogStreams } = await service.client.send(new FilterLogEventsCommand({ logGroupName }));
    const ingestionTime = expect.any(Number);
    const eventId = expect.stringMatching(/^\d{56}$/);
    expect(events).toEqual([
      { logStreamName: 'a', timestamp: now - 3, message: '1', ingestionTime, eventId },
      { logStreamName: 'b', timestamp: now - 2, message: '2', ingestionTime, eventId },
      { logStreamName: 'a', timestamp: now - 1, message: '3', ingestionTime, eventId },
      { logStreamName: 'b', timestamp: now, message: '4', ingestionTime, eventId },
    ]);
    expect(new Set(events?.map((event) => event.eventId)).size).toBe(4);
    expect(searchedLogStreams).toEqual([]);
  });

  test('returns a token even with the last event; the last page is empty and has no token', async () => {
    const logGroupName = await service.group('a');
    await service.put(logGroupName, 'a', [{ timestamp: Date.now(), message: 'only' }]);
    await settled(logGroupName, 1);
    const first = await service.client.send(new FilterLogEventsCommand({ logGroupName }));
    expect(first.nextToken).toEqual(expect.any(String));
    const second = await service.client.send(
      new FilterLogEventsCommand({ logGroupName, nextToken: first.nextToken as string }),
    );
    expect(second).toMatchObject({ events: [] });
    expect(second.nextToken).toBeUndefined();
  });

  test.each([
    ['ERROR', ['ERROR one', 'ERROR two', '{"level":"ERROR"}']],
    ['ERROR -two -level', ['ERROR one']],
    ['{ $.level = "ERROR" }', ['{"level":"ERROR"}']],
    ['', ['ERROR one', 'INFO', 'ERROR two', '{"level":"ERROR"}']],
    ['nothing', []],
  ])('returns the events that match %j, on any number of pages', async (filterPattern, expected) => {
    const logGroupName = await service.group('a');
    const timestamp = Date.now();
    const lines = ['ERROR one', 'INFO', 'ERROR two', '{"level":"ERROR"}'];
    await service.put(
      logGroupName,
      'a',
      lines.map((message) => ({ timestamp, message })),
    );
    await settled(logGroupName, lines.length);
    expect(await messages({ logGroupName, filterPattern })).toEqual(expected);
    expect(await messages({ logGroupName, filterPattern }, 1)).toEqual(expected);
  });

  test('rejects a pattern with the message of the service', async () => {
    const call = messages({ logGroupName: await service.group('a'), filterPattern: '{ $.a = ' });
    expect(await errorOf(call)).toBe(
      "InvalidParameterException: If a filter pattern starts with '{' it must end with '}'",
    );
  });

  test.each([1, 2, 3, 50])('returns each event once and in order with a limit of %i', async (limit) => {
    const logGroupName = await service.group('a', 'b');
    const timestamp = Date.now();
    const events = Array.from({ length: 9 }, (_, index) => ({
      timestamp: timestamp + (index >> 2),
      message: `${index}`,
    }));
    await service.put(logGroupName, 'a', events.slice(0, 5));
    await service.put(logGroupName, 'b', events.slice(5));
    await settled(logGroupName, 9);
    expect(await messages({ logGroupName }, limit)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
  });

  test('includes both the start and the end in the range', async () => {
    const logGroupName = await service.group('a');
    const start = Date.now() - 100;
    const events = Array.from({ length: 5 }, (_, index) => ({ timestamp: start + index, message: `${index}` }));
    await service.put(logGroupName, 'a', events);
    await settled(logGroupName, 5);
    expect(await messages({ logGroupName, startTime: start + 1, endTime: start + 3 })).toEqual(['1', '2', '3']);
  });

  test('searches the named streams, or those with a prefix', async () => {
    const logGroupName = await service.group('app/1', 'app/2', 'web');
    const now = Date.now();
    await service.put(logGroupName, 'app/2', [{ timestamp: now - 1, message: 'app 2' }]);
    await service.put(logGroupName, 'app/1', [{ timestamp: now, message: 'app 1' }]);
    await service.put(logGroupName, 'web', [{ timestamp: now, message: 'web' }]);
    await settled(logGroupName, 3);
    expect(await messages({ logGroupName, logStreamNames: ['web', 'app/1'] }, 1)).toEqual(['app 1', 'web']);
    expect(await messages({ logGroupName, logStreamNamePrefix: 'app/' }, 1)).toEqual(['app 2', 'app 1']);
    expect(await messages({ logGroupName, logStreamNamePrefix: 'none' })).toEqual([]);
  });

  test('searches many streams with a prefix in one order', async () => {
    const streams = Array.from({ length: 20 }, (_, index) => `app/${index}`);
    const logGroupName = await service.group(...streams, 'web');
    const start = Date.now() - 1000;
    for (const [index, stream] of streams.entries()) {
      await service.put(logGroupName, stream, [{ timestamp: start - index, message: stream }]);
    }
    await service.put(logGroupName, 'web', [{ timestamp: start, message: 'web' }]);
    await settled(logGroupName, 21);
    expect(await messages({ logGroupName, logStreamNamePrefix: 'app/' }, 3)).toEqual(streams.toReversed());
    expect(await messages({ logGroupName, logStreamNames: streams }, 3)).toEqual(streams.toReversed());
  });

  test('does not find the events of a deleted stream', async () => {
    const logGroupName = await service.group('a', 'b');
    await service.put(logGroupName, 'a', [{ timestamp: Date.now(), message: 'a' }]);
    await service.put(logGroupName, 'b', [{ timestamp: Date.now(), message: 'b' }]);
    await settled(logGroupName, 2);
    await service.client.send(new DeleteLogStreamCommand({ logGroupName, logStreamName: 'a' }));
    await eventually(
      () => messages({ logGroupName }),
      (found) => found.join() === 'b',
    );
  });

  test('rejects groups of the Infrequent Access class', async () => {
    const logGroupName = service.groupName('rare');
    await service.client.send(new CreateLogGroupCommand({ logGroupName, logGroupClass: 'INFREQUENT_ACCESS' }));
    expect(await errorOf(messages({ logGroupName }))).toMatch(/^InvalidParameterException: /);
  });

  test('rejects names together with a prefix, and an unknown token', async () => {
    const logGroupName = await service.group('a');
    const both = { logGroupName, logStreamNames: ['a'], logStreamNamePrefix: 'a' };
    expect(await errorOf(messages(both))).toMatch(/^InvalidParameterException: /);
    const call = new FilterLogEventsCommand({ logGroupName, nextToken: 'not-a-token' });
    expect(await errorOf(service.client.send(call))).toBe(
      'InvalidParameterException: The specified nextToken is invalid.',
    );
  });

  test('rejects a group or a named stream that does not exist', async () => {
    expect(await errorOf(messages({ logGroupName: service.groupName() }))).toBe(
      'ResourceNotFoundException: The specified log group does not exist.',
    );
    expect(await errorOf(messages({ logGroupName: await service.group('a'), logStreamNames: ['b'] }))).toBe(
      'ResourceNotFoundException: The specified log stream does not exist.',
    );
  });
});
