import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LogStore } from '../../../local/logs-service/store/store.ts';
import { createStoreSink } from '../../../local/logs-service/store/store-sink.ts';
import { Clock, type RawResponse, startService } from './local-service.ts';

const HOUR_MS = 60 * 60 * 1000;
const messages = ({ body }: RawResponse) => body.events.map((event) => event.message);

describe('a paging token', () => {
  async function pagedService() {
    const clock = new Clock();
    const running = await startService({ now: clock.now });
    const events = ['a', 'b', 'c'].map((message) => ({ timestamp: clock.time, message }));
    createStoreSink(running.store, clock.now).write('group', 'stream', events);
    const filter = (input: object) => running.call('FilterLogEvents', { logGroupName: 'group', limit: 1, ...input });
    const { nextToken } = (await filter({})).body;
    return { ...running, clock, filter, nextToken };
  }

  test('is valid for 24 hours', async () => {
    const { clock, filter, nextToken } = await pagedService();
    clock.time += 24 * HOUR_MS;
    expect(messages(await filter({ nextToken }))).toEqual(['b']);
    clock.time += 1;
    expect((await filter({ nextToken })).body).toEqual({
      __type: 'InvalidParameterException',
      message: 'The specified nextToken is invalid.',
    });
  });

  test('may be used again and returns the same page', async () => {
    const { filter, nextToken } = await pagedService();
    expect(messages(await filter({ nextToken }))).toEqual(['b']);
    expect(messages(await filter({ nextToken }))).toEqual(['b']);
  });

  test('is rejected if one character is changed, and by another group or action', async () => {
    const { call, store, filter, nextToken } = await pagedService();
    createStoreSink(store).write('other', 'stream', [{ timestamp: 1, message: 'x' }]);
    const last = nextToken.at(-1) === 'A' ? 'B' : 'A';
    for (const changed of [nextToken.slice(0, -1) + last, nextToken.slice(4), 'A', '%%%']) {
      expect((await filter({ nextToken: changed })).body.__type).toBe('InvalidParameterException');
    }
    expect((await filter({ nextToken, logGroupName: 'other' })).body.__type).toBe('InvalidParameterException');
    expect((await call('DescribeLogGroups', { nextToken })).body).toEqual({
      __type: 'InvalidParameterException',
      message: 'Pagination token in request is invalid. Only token from previous list call or null is valid.',
    });
  });

  test('remains valid after a restart of the service', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tailgate-paging-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const open = () => LogStore.open({ path: join(directory, 'logs.db'), notice: () => {} });
    const input = { logGroupName: 'group', limit: 1 };
    const first = open();
    const events = ['a', 'b'].map((message) => ({ timestamp: 1, message }));
    createStoreSink(first).write('group', 'stream', events);
    const { nextToken } = (await (await startService({ store: first })).call('FilterLogEvents', input)).body;
    first.close();
    const second = open();
    onTestFinished(() => second.close());
    const again = await startService({ store: second });
    expect(messages(await again.call('FilterLogEvents', { ...input, nextToken }))).toEqual(['b']);
  });
});

describe('FilterLogEvents', () => {
  test('scans at most 100,000 events per page, and continues with an empty page and a token', async () => {
    const { store, call } = await startService();
    const events = Array.from({ length: 150_000 }, (_, index) => ({ timestamp: index + 1, message: 'other' }));
    createStoreSink(store).write('group', 'stream', [...events, { timestamp: 200_000, message: 'needle' }]);
    const input = { logGroupName: 'group', filterPattern: 'needle' };
    const first = await call('FilterLogEvents', input);
    expect(messages(first)).toEqual([]);
    const second = await call('FilterLogEvents', { ...input, nextToken: first.body.nextToken });
    expect(messages(second)).toEqual(['needle']);
  });

  test('scans at most 32 MiB per page', async () => {
    const { store, call } = await startService();
    const large = 'x'.repeat(1024 * 1024);
    const events = Array.from({ length: 40 }, () => ({ timestamp: 1, message: large }));
    createStoreSink(store).write('group', 'stream', [...events, { timestamp: 2, message: 'needle' }]);
    const input = { logGroupName: 'group', filterPattern: 'needle' };
    const first = await call('FilterLogEvents', input);
    expect(messages(first)).toEqual([]);
    const second = await call('FilterLogEvents', { ...input, nextToken: first.body.nextToken });
    expect(messages(second)).toEqual(['needle']);
  });

  test('returns events that were ingested after the token was created, if they sort after it', async () => {
    const { store, call } = await startService();
    const sink = createStoreSink(store);
    sink.write('group', 'stream', [{ timestamp: 10, message: 'first' }]);
    const { nextToken } = (await call('FilterLogEvents', { logGroupName: 'group' })).body;
    sink.write('group', 'stream', [{ timestamp: 10, message: 'same time' }]);
    sink.write('group', 'other', [{ timestamp: 11, message: 'later' }]);
    const next = await call('FilterLogEvents', { logGroupName: 'group', nextToken });
    expect(messages(next)).toEqual(['same time', 'later']);
  });
});

describe('GetLogEvents', () => {
  test('changes direction at both ends without lost or repeated events', async () => {
    const { store, call } = await startService();
    const events = ['a', 'b', 'c'].map((message) => ({ timestamp: 5, message }));
    createStoreSink(store).write('group', 'stream', events);
    const get = (input: object) => call('GetLogEvents', { logGroupName: 'group', logStreamName: 'stream', ...input });
    const page = await get({ startFromHead: true });
    const end = await get({ startFromHead: true, nextToken: page.body.nextForwardToken });
    expect(messages(end)).toEqual([]);
    expect(messages(await get({ nextToken: end.body.nextBackwardToken }))).toEqual(['a', 'b', 'c']);
    const start = await get({ nextToken: page.body.nextBackwardToken });
    expect(messages(start)).toEqual([]);
    expect(messages(await get({ startFromHead: true, nextToken: start.body.nextForwardToken }))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });
});
