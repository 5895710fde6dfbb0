import {
  PutLogEventsCommand,
  type PutLogEventsCommandInput,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, test } from 'vitest';
import { errorOf, useService } from './service.ts';

const service = useService();
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

function put(logGroupName: string, logEvents: PutLogEventsCommandInput['logEvents'], logStreamName = 'stream') {
  return service.client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
}

describe('PutLogEvents', () => {
  test('returns a sequence token, and ignores the one in the request', async () => {
    const logGroupName = await service.group('stream');
    const logEvents = [{ timestamp: Date.now(), message: 'x' }];
    const output = await service.client.send(
      new PutLogEventsCommand({ logGroupName, logStreamName: 'stream', logEvents, sequenceToken: 'any' }),
    );
    expect(output.nextSequenceToken).toMatch(/^\d{56}$/);
    expect(output.rejectedLogEventsInfo).toBeUndefined();
  });

  test('rejects a group or a stream that does not exist', async () => {
    const logGroupName = await service.group('stream');
    const logEvents = [{ timestamp: Date.now(), message: 'x' }];
    expect(await errorOf(put(service.groupName(), logEvents))).toBe(
      'ResourceNotFoundException: The specified log group does not exist.',
    );
    expect(await errorOf(put(logGroupName, logEvents, 'other'))).toBe(
      'ResourceNotFoundException: The specified log stream does not exist.',
    );
  });

  test('rejects a batch that is not in chronological order', async () => {
    const now = Date.now();
    const logEvents = [
      { timestamp: now, message: 'b' },
      { timestamp: now - 1, message: 'a' },
    ];
    expect(await errorOf(put(await service.group('stream'), logEvents))).toBe(
      'InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order.',
    );
  });

  test('rejects a batch that spans more than 24 hours, and accepts one that spans exactly 24 hours', async () => {
    const logGroupName = await service.group('stream');
    const now = Date.now();
    const span = (length: number) => [
      { timestamp: now - length, message: 'a' },
      { timestamp: now, message: 'b' },
    ];
    expect(await errorOf(put(logGroupName, span(DAY_MS + 1)))).toBe(
      'InvalidParameterException: The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
    expect((await put(logGroupName, span(DAY_MS))).rejectedLogEventsInfo).toBeUndefined();
  });

  test('counts 26 bytes per event in addition to its UTF-8 bytes, up to 1,048,576 per batch', async () => {
    const logGroupName = await service.group('stream');
    const timestamp = Date.now();
    const largest = 'é'.repeat((1_048_576 - 2 * 26) / 4);
    const batch = (message: string) => [
      { timestamp, message: largest },
      { timestamp, message },
    ];
    expect((await put(logGroupName, batch(largest))).rejectedLogEventsInfo).toBeUndefined();
    expect(await errorOf(put(logGroupName, batch(`${largest}x`)))).toMatch(
      /^InvalidParameterException: Upload too large: 1048577 bytes exceeds limit of 1048576$/,
    );
  });

  test('reports a single event that is too large', async () => {
    const logEvents = [{ timestamp: Date.now(), message: 'é'.repeat(524_276) }];
    expect(await errorOf(put(await service.group('stream'), logEvents))).toBe(
      'InvalidParameterException: Log event too large: 1048578 bytes exceeds limit of 1048576',
    );
  });

  test('measures the span without the rejected events', async () => {
    const now = Date.now();
    const logEvents = [
      { timestamp: now - 16 * DAY_MS, message: 'too old' },
      { timestamp: now - 23 * HOUR_MS, message: 'fits' },
      { timestamp: now, message: 'fits' },
      { timestamp: now + 3 * HOUR_MS, message: 'too new' },
    ];
    const { rejectedLogEventsInfo } = await put(await service.group('stream'), logEvents);
    expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 3 });
  });

  test('distinguishes events that have expired by the retention of the group from events that are too old', async () => {
    const logGroupName = await service.group('stream');
    await service.client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
    const now = Date.now();
    const logEvents = [
      { timestamp: now - 16 * DAY_MS, message: 'too old' },
      { timestamp: now - 2 * DAY_MS, message: 'expired' },
      { timestamp: now - DAY_MS - HOUR_MS, message: 'expired' },
      { timestamp: now, message: 'fits' },
    ];
    const { rejectedLogEventsInfo } = await put(logGroupName, logEvents);
    expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, expiredLogEventEndIndex: 3 });
  });

  test('accepts 10,000 events, but not more', async () => {
    const logGroupName = await service.group('stream');
    const timestamp = Date.now();
    const events = Array.from({ length: 10_001 }, (_, index) => ({ timestamp, message: `${index}` }));
    expect(await errorOf(put(logGroupName, events))).toMatch(
      /^InvalidParameterException: .*'logEvents' failed to satisfy constraint: Member must have length less than or equal to 10000$/,
    );
    expect((await put(logGroupName, events.slice(1))).rejectedLogEventsInfo).toBeUndefined();
  });

  test('rejects an empty batch and an empty message', async () => {
    const logGroupName = await service.group('stream');
    expect(await errorOf(put(logGroupName, []))).toMatch(/^InvalidParameterException: .*'logEvents'/);
    expect(await errorOf(put(logGroupName, [{ timestamp: Date.now(), message: '' }]))).toMatch(
      /^InvalidParameterException: .*'logEvents.1.member.message'/,
    );
  });

  test('reports which events are too old or too new, and stores the others', async () => {
    const now = Date.now();
    const logEvents = [
      { timestamp: now - 15 * DAY_MS, message: 'too old' },
      { timestamp: now - 14 * DAY_MS - HOUR_MS, message: 'too old' },
      { timestamp: now, message: 'fits' },
      { timestamp: now + 3 * HOUR_MS, message: 'too new' },
      { timestamp: now + 4 * HOUR_MS, message: 'too new' },
    ];
    const { rejectedLogEventsInfo } = await put(await service.group('stream'), logEvents);
    expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 2, tooNewLogEventStartIndex: 3 });
  });
});
