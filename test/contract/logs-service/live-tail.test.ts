import {
  DescribeLogGroupsCommand,
  type LiveTailSessionLogEvent,
  type LiveTailSessionStart,
  StartLiveTailCommand,
  type StartLiveTailCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { errorOf, useService } from './service.ts';

const service = useService();

async function arnOf(logGroupNamePrefix: string): Promise<string> {
  const { logGroups } = await service.client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
  return logGroups?.[0]?.logGroupArn ?? '';
}

/** Opens a session, calls `act` when it has started, and reads until `count` events have arrived. */
async function tail(input: StartLiveTailCommandInput, act: () => Promise<void>, count: number) {
  const abort = new AbortController();
  const { responseStream } = await service.client.send(new StartLiveTailCommand(input), { abortSignal: abort.signal });
  const events: LiveTailSessionLogEvent[] = [];
  let start: LiveTailSessionStart | undefined;
  try {
    for await (const part of responseStream ?? []) {
      if (part.sessionStart) {
        start = part.sessionStart;
        await act();
      }
      events.push(...(part.sessionUpdate?.sessionResults ?? []));
      if (events.length >= count) break;
    }
  } finally {
    abort.abort();
  }
  return { start, events };
}

describe('StartLiveTail', () => {
  test('sends the events that are ingested after the start of the session, without ids', async () => {
    const logGroupName = await service.group('stream');
    const arn = await arnOf(logGroupName);
    const now = Date.now();
    await service.put(logGroupName, 'stream', [{ timestamp: now, message: 'before' }]);
    const { start, events } = await tail(
      { logGroupIdentifiers: [arn] },
      () =>
        service.put(logGroupName, 'stream', [
          { timestamp: now, message: 'one' },
          { timestamp: now + 1, message: 'two' },
        ]),
      2,
    );
    expect(start).toMatchObject({
      logGroupIdentifiers: [arn],
      requestId: expect.any(String),
      sessionId: expect.any(String),
    });
    expect(events).toEqual([
      {
        logStreamName: 'stream',
        logGroupIdentifier: expect.stringContaining(logGroupName),
        message: 'one',
        timestamp: now,
        ingestionTime: expect.any(Number),
      },
      expect.objectContaining({ message: 'two', timestamp: now + 1 }),
    ]);
  });

  test.each([
    ['a pattern', { logEventFilterPattern: 'wanted' }],
    ['stream names', { logStreamNames: ['app/1'] }],
    ['prefixes of stream names', { logStreamNamePrefixes: ['none', 'app/'] }],
  ])('sends only events that match %s', async (_case, filter) => {
    const logGroupName = await service.group('app/1', 'web');
    const { events } = await tail(
      { logGroupIdentifiers: [await arnOf(logGroupName)], ...filter },
      async () => {
        await service.put(logGroupName, 'web', [{ timestamp: Date.now(), message: 'other' }]);
        await service.put(logGroupName, 'app/1', [{ timestamp: Date.now(), message: 'wanted' }]);
      },
      1,
    );
    expect(events.map((event) => event.message)).toEqual(['wanted']);
  });

  test('follows several groups at the same time', async () => {
    const groups = [await service.group('stream'), await service.group('stream')];
    const { events } = await tail(
      { logGroupIdentifiers: await Promise.all(groups.map(arnOf)) },
      async () => {
        for (const group of groups) await service.put(group, 'stream', [{ timestamp: Date.now(), message: group }]);
      },
      2,
    );
    expect(events.map((event) => event.message).toSorted()).toEqual(groups.toSorted());
  });

  test('rejects groups that do not exist, names instead of ARNs, and filters that exclude each other', async () => {
    const logGroupName = await service.group('stream');
    const arn = await arnOf(logGroupName);
    const start = (input: StartLiveTailCommandInput) => errorOf(service.client.send(new StartLiveTailCommand(input)));
    expect(await start({ logGroupIdentifiers: [`${arn}-missing`] })).toMatch(/^ResourceNotFoundException: /);
    expect(await start({ logGroupIdentifiers: [logGroupName] })).toMatch(/^InvalidParameterException: /);
    expect(await start({ logGroupIdentifiers: [`${arn}:*`] })).toMatch(/^InvalidParameterException: /);
    const both = { logGroupIdentifiers: [arn], logStreamNames: ['a'], logStreamNamePrefixes: ['a'] };
    expect(await start(both)).toMatch(/^InvalidParameterException: /);
    expect(await start({ logGroupIdentifiers: [arn, arn], logStreamNames: ['a'] })).toMatch(
      /^InvalidParameterException: /,
    );
    expect(await start({ logGroupIdentifiers: [arn], logEventFilterPattern: '{' })).toMatch(
      /^InvalidParameterException: /,
    );
  });
});
