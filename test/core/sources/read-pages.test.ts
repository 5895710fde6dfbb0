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

/** Runs work over a scripted CloudWatch Logs, in virtual time. */
async function withReader<T>(
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
  const { result } = await withReader(all, faults, clock, collect, seed);
  return { shown: result, expected: all.map((event) => event.message) };
}

/** Several events in each millisecond, more than a page holds. */
const events = (start: number): ScriptedEvent[] =>
  Array.from({ length: 200 }, (_, n) => ({
    group: 'g',
    timestamp: start - 1000 + Math.floor(n / 9),
    arrival: start - 1000,
    message: `e${n}`,
  }));

describe('a history is complete and in order, each event once', () => {
  it.each([1, 2, 3, 4, 5])('when tokens expire on the way (seed %i)', async (seed) => {
    const { shown, expected } = await read(events, { pageSize: 4, expiredTokens: 0.2 }, seed);
    expect(shown).toEqual(expected);
  });

  it('through empty pages that carry a token', async () => {
    const { shown, expected } = await read(events, { pageSize: 4, emptyPages: 0.5 });
    expect(shown).toEqual(expected);
  });

  it('through a throttle, which it waits out', async () => {
    const { shown, expected } = await read(events, { pageSize: 4, perSecond: 2 });
    expect(shown).toEqual(expected);
  });
});

it('ends with the fault of the service when that is none that passes by waiting', async () => {
  await expect(read(events, { pageSize: 4, failures: 1 })).rejects.toThrow('try again');
});

describe('the readGroups of several groups', () => {
  const sources: readonly LogSource[] = ['g', 'never-ran'].map((group) => ({ group, label: group }));
  const readAll = async (of: readonly LogSource[], appears: Record<string, number>) => {
    const clock = new VirtualClock();
    const absent: string[] = [];
    const collect = async (logs: LogsContext) => {
      const shown: string[] = [];
      const telling = { ...logs, onMissingGroup: ({ label }: LogSource) => absent.push(label) };
      for await (const page of readGroups(telling, of, { since: 0 })) shown.push(...page.map((event) => event.message));
      return shown;
    };
    const { result } = await withReader(events(clock.now()), { pageSize: 50, appears }, clock, collect);
    return { shown: result, absent };
  };
  const NEVER = Number.POSITIVE_INFINITY;

  it('leave out a group that is not there, and tell', async () => {
    const { shown, absent } = await readAll(sources, { 'never-ran': NEVER });
    expect(shown).toHaveLength(200);
    expect(absent).toEqual(['never-ran']);
  });

  it('are empty when none is there', async () => {
    const { shown, absent } = await readAll(sources, { g: NEVER, 'never-ran': NEVER });
    expect(shown).toEqual([]);
    expect(absent.sort()).toEqual(['g', 'never-ran']);
  });

  it('end with the fault of the service when one is not there that the user named itself', async () => {
    const named = [sources[0] as LogSource, { group: 'never-ran', label: 'never-ran', isNamed: true } as const];
    await expect(readAll(named, { 'never-ran': NEVER })).rejects.toThrow('does not exist');
  });
});

describe('the last events', () => {
  it.each([
    [1, 199],
    [10, 190],
    [200, 0],
    [500, 0],
  ])('%i of 200: begin at the right one, also within a millisecond', async (count, first) => {
    const clock = new VirtualClock();
    const all = events(clock.now());
    const options = { sources: [{ group: 'g', label: 'g' }], selection: {}, count, since: 0, until: clock.now() };
    const { result } = await withReader(all, { pageSize: 50 }, clock, (logs) => findStartOfLast(logs, options));
    const from = all.filter((event) => event.timestamp >= result.since).slice(result.skip);
    expect(from[0]?.message).toBe(`e${first}`);
  });

  it('are found without reading what is older', async () => {
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
    const { calls } = await withReader(day, { pageSize: 10 }, clock, (logs) => findStartOfLast(logs, options));
    expect(calls).toBeLessThan(12);
  });

  it('may be fewer than asked for, or none', async () => {
    const clock = new VirtualClock();
    const options = {
      sources: [{ group: 'g', label: 'g' }],
      selection: {},
      count: 20,
      since: clock.now() - 1000,
      until: clock.now(),
    };
    const { result } = await withReader([], { pageSize: 10 }, clock, (logs) => findStartOfLast(logs, options));
    expect(result).toEqual({ since: clock.now() - 1000, skip: 0 });
  });
});
