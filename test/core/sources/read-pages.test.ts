import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import type { LogSource } from '../../../core/log-event.ts';
import { RateBudget } from '../../../core/rate-budget.ts';
import { findStartOfLast } from '../../../core/sources/last-events.ts';
import type { LogsContext } from '../../../core/sources/logs-context.ts';
import { readGroups } from '../../../core/sources/read-groups.ts';
import { readPages } from '../../../core/sources/read-pages.ts';
import { type Faults, FaultyLogs } from './faulty-logs.ts';
import type { ScriptedEvent } from './scripted-event.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Calls a function with a fake CloudWatch Logs, in virtual time. */
async function withFaultyLogs<T>(
  events: readonly ScriptedEvent[],
  faults: Faults,
  clock: VirtualClock,
  work: (logs: LogsContext) => Promise<T>,
  seed = 1,
) {
  const server = new FaultyLogs(events, faults, clock, seed);
  const endpoint = await server.start();
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
  const done = work({ client, clock, budget: new RateBudget(10, clock), signal: new AbortController().signal });
  try {
    await clock.runUntil(done);
    return { result: await done, calls: server.calls.length };
  } finally {
    client.destroy();
    await server.stop();
  }
}

async function read(events: (start: number) => ScriptedEvent[], faults: Faults, seed = 1) {
  const clock = new VirtualClock();
  const all = events(clock.now());
  const collect = async (logs: LogsContext) => {
    const shown: string[] = [];
    for await (const page of readPages(logs, { group: 'g', since: 0 }))
      shown.push(...page.map((event) => event.message));
    return shown;
  };
  const { result } = await withFaultyLogs(all, faults, clock, collect, seed);
  return { shown: result, expected: all.map((event) => event.message) };
}

/** More events in each millisecond than fit on a page. */
const events = (start: number): ScriptedEvent[] =>
  Array.from({ length: 200 }, (_, n) => ({
    group: 'g',
    timestamp: start - 1000 + Math.floor(n / 9),
    arrival: start - 1000,
    message: `e${n}`,
  }));

describe('reads every event once, sorted by time', () => {
  it.each([1, 2, 3, 4, 5])('when tokens expire meanwhile (seed %i)', async (seed) => {
    const { shown, expected } = await read(events, { pageSize: 4, expiredTokens: 0.2 }, seed);
    expect(shown).toEqual(expected);
  });

  it('across empty pages with a token', async () => {
    const { shown, expected } = await read(events, { pageSize: 4, emptyPages: 0.5 });
    expect(shown).toEqual(expected);
  });

  it('after throttles', async () => {
    const { shown, expected } = await read(events, { pageSize: 4, perSecond: 2 });
    expect(shown).toEqual(expected);
  });
});

it('throws an error of the service that a retry cannot fix', async () => {
  await expect(read(events, { pageSize: 4, failures: 1 })).rejects.toThrow('try again');
});

describe('several log groups', () => {
  const sources: readonly LogSource[] = ['g', 'never-ran'].map((group) => ({ group, label: group }));
  const readAll = async (of: readonly LogSource[], appears: Record<string, number>) => {
    const clock = new VirtualClock();
    const absent: string[] = [];
    const collect = async (logs: LogsContext) => {
      const shown: string[] = [];
      const reporting = { ...logs, onMissingGroup: ({ label }: LogSource) => absent.push(label) };
      for await (const page of readGroups(reporting, of, { since: 0 }))
        shown.push(...page.map((event) => event.message));
      return shown;
    };
    const { result } = await withFaultyLogs(events(clock.now()), { pageSize: 50, appears }, clock, collect);
    return { shown: result, absent };
  };
  const NEVER = Number.POSITIVE_INFINITY;

  it('are read without a missing one, which is reported', async () => {
    const { shown, absent } = await readAll(sources, { 'never-ran': NEVER });
    expect(shown).toHaveLength(200);
    expect(absent).toEqual(['never-ran']);
  });

  it('have no events when all are missing', async () => {
    const { shown, absent } = await readAll(sources, { g: NEVER, 'never-ran': NEVER });
    expect(shown).toEqual([]);
    expect(absent.sort()).toEqual(['g', 'never-ran']);
  });

  it('throw the error of the service when one is missing that the user named', async () => {
    const named = [sources[0] as LogSource, { group: 'never-ran', label: 'never-ran', mustExist: true } as const];
    await expect(readAll(named, { 'never-ran': NEVER })).rejects.toThrow('does not exist');
  });
});

describe('the last events', () => {
  it.each([
    [1, 199],
    [10, 190],
    [200, 0],
    [500, 0],
  ])('start at the right event, also within a millisecond: %i of 200', async (count, first) => {
    const clock = new VirtualClock();
    const all = events(clock.now());
    const options = { sources: [{ group: 'g', label: 'g' }], selection: {}, count, since: 0, until: clock.now() };
    const { result } = await withFaultyLogs(all, { pageSize: 50 }, clock, (logs) => findStartOfLast(logs, options));
    const from = all.filter((event) => event.timestamp >= result.since).slice(result.skip);
    expect(from[0]?.message).toBe(`e${first}`);
  });

  it('are found without reading older events', async () => {
    const clock = new VirtualClock();
    const day = Array.from({ length: 2000 }, (_, n) => ({
      group: 'g',
      timestamp: clock.now() - n * 40_000,
      arrival: 0,
      message: `${n}`,
    }));
    const options = {
      sources: [{ group: 'g', label: 'g' }],
      selection: {},
      count: 20,
      since: 0,
      until: clock.now() + 1,
    };
    const { calls } = await withFaultyLogs(day, { pageSize: 10 }, clock, (logs) => findStartOfLast(logs, options));
    expect(calls).toBeLessThan(12);
  });

  it('may be fewer than requested, or none', async () => {
    const clock = new VirtualClock();
    const options = {
      sources: [{ group: 'g', label: 'g' }],
      selection: {},
      count: 20,
      since: clock.now() - 1000,
      until: clock.now(),
    };
    const { result } = await withFaultyLogs([], { pageSize: 10 }, clock, (logs) => findStartOfLast(logs, options));
    expect(result).toEqual({ since: clock.now() - 1000, skip: 0 });
  });
});
