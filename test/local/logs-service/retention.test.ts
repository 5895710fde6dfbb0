import { describe, expect, test } from 'vitest';
import { deleteSlice } from '../../../local/logs-service/housekeeping.ts';
import { DAY_MS } from '../../../local/logs-service/retention.ts';
import type { LogStore } from '../../../local/logs-service/store/store.ts';
import { createStoreSink } from '../../../local/logs-service/store/store-sink.ts';
import { Clock, startService } from './local-service.ts';

const everything = { after: { timestamp: 0, id: 0 }, before: { timestamp: 1e15, id: 0 }, order: 'ascending' } as const;

function storedMessages(store: LogStore, name: string): string[] {
  const group = store.groups.get(name);
  return group ? [...store.events.inGroup(group.id, everything)].map((event) => event.message) : [];
}

describe('retention', () => {
  test('hides expired events at once, in both read actions', async () => {
    const clock = new Clock();
    const { store, call } = await startService({ now: clock.now });
    createStoreSink(store, clock.now).write('group', 'stream', [
      { timestamp: clock.time - 2 * DAY_MS, message: 'old' },
      { timestamp: clock.time, message: 'new' },
    ]);
    const read = async () => {
      const filtered = await call('FilterLogEvents', { logGroupName: 'group' });
      const got = await call('GetLogEvents', { logGroupName: 'group', logStreamName: 'stream' });
      return [filtered, got].map(({ body }) => body.events.map((event) => event.message));
    };
    expect(await read()).toEqual([
      ['old', 'new'],
      ['old', 'new'],
    ]);
    await call('PutRetentionPolicy', { logGroupName: 'group', retentionInDays: 1 });
    expect(await read()).toEqual([['new'], ['new']]);
    await call('DeleteRetentionPolicy', { logGroupName: 'group' });
    expect(await read()).toEqual([
      ['old', 'new'],
      ['old', 'new'],
    ]);
    await call('PutRetentionPolicy', { logGroupName: 'group', retentionInDays: 3 });
    clock.time += 2 * DAY_MS;
    expect(await read()).toEqual([['new'], ['new']]);
  });

  test('deletes expired events in slices, and reduces the stored bytes', async () => {
    const clock = new Clock();
    const { store } = await startService({ now: clock.now });
    const old = Array.from({ length: 4500 }, (_, index) => ({
      timestamp: clock.time - 2 * DAY_MS + index,
      message: 'old',
    }));
    createStoreSink(store, clock.now).write('group', 'stream', [...old, { timestamp: clock.time, message: 'new' }]);
    store.groups.setRetention(store.groups.get('group')?.id ?? 0, 1);
    let slices = 0;
    while (deleteSlice(store, clock.time)) slices += 1;
    expect(slices).toBe(2);
    expect(storedMessages(store, 'group')).toEqual(['new']);
    expect(store.groups.get('group')?.storedBytes).toBe(3 + 26);
  });

  test('of one group does not affect other groups', async () => {
    const clock = new Clock();
    const { store } = await startService({ now: clock.now });
    const sink = createStoreSink(store, clock.now);
    for (const name of ['bounded', 'unbounded', 'longer']) {
      sink.write(name, 'stream', [{ timestamp: clock.time - 2 * DAY_MS, message: 'old' }]);
    }
    store.groups.setRetention(store.groups.get('bounded')?.id ?? 0, 1);
    store.groups.setRetention(store.groups.get('longer')?.id ?? 0, 7);
    while (deleteSlice(store, clock.time));
    expect(['bounded', 'unbounded', 'longer'].map((name) => storedMessages(store, name).length)).toEqual([0, 1, 1]);
  });
});

describe('deletion', () => {
  test('of a stream finally deletes its events and no others', async () => {
    const { store, call } = await startService();
    const sink = createStoreSink(store);
    const events = Array.from({ length: 4500 }, (_, index) => ({ timestamp: index + 1, message: 'deleted' }));
    sink.write('group', 'deleted', events);
    sink.write('group', 'kept', [{ timestamp: 1, message: 'kept' }]);
    await call('DeleteLogStream', { logGroupName: 'group', logStreamName: 'deleted' });
    expect(storedMessages(store, 'group')).toEqual(['kept']);
    let slices = 0;
    while (deleteSlice(store, Date.now())) slices += 1;
    expect(slices).toBe(3);
    expect(storedMessages(store, 'group')).toEqual(['kept']);
    expect(store.groups.get('group')?.storedBytes).toBe(4 + 26);
  });

  test('of a group deletes its filters, and finally the events of all its streams', async () => {
    const { store, call } = await startService();
    const sink = createStoreSink(store);
    const events = Array.from({ length: 2500 }, (_, index) => ({ timestamp: index + 1, message: 'deleted' }));
    for (const stream of ['a', 'b']) sink.write('group', stream, events);
    const groupId = store.groups.get('group')?.id ?? 0;
    store.subscriptionFilters.put({
      groupId,
      name: 'filter',
      pattern: '',
      destinationArn: 'arn',
      roleArn: undefined,
      distribution: 'ByLogStream',
      applyOnTransformedLogs: false,
      creationTime: 1,
    });
    await call('DeleteLogGroup', { logGroupName: 'group' });
    expect(store.subscriptionFilters.ofGroup(groupId)).toEqual([]);
    let slices = 0;
    while (deleteSlice(store, Date.now())) slices += 1;
    expect(slices).toBe(4);
  });

  test('of a protected group is rejected', async () => {
    const { call } = await startService();
    await call('CreateLogGroup', { logGroupName: 'group', deletionProtectionEnabled: true });
    expect((await call('DeleteLogGroup', { logGroupName: 'group' })).body.__type).toBe('ValidationException');
    const protect = { logGroupIdentifier: 'group', deletionProtectionEnabled: false };
    expect((await call('PutLogGroupDeletionProtection', protect)).status).toBe(200);
    expect((await call('DeleteLogGroup', { logGroupName: 'group' })).status).toBe(200);
  });
});
