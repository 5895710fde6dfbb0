import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cursor } from '../../../core/cursor.ts';
import { RateBudget } from '../../../core/rate-budget.ts';
import { LogReader, type LogView } from '../../../logs-api/reading/log-reader.ts';
import { type Faults, FaultyLogs } from '../../core/sources/faulty-logs.ts';
import type { ScriptedEvent } from '../../core/sources/scripted-event.ts';
import { VirtualClock } from '../../core/sources/virtual-clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ALL: LogView = { group: 'g', selection: {}, matches: () => true };

/** A scripted CloudWatch Logs in virtual time, and readers of it. */
async function withLogs(
  events: (start: number) => ScriptedEvent[],
  faults: Partial<Faults>,
  work: (context: {
    clock: VirtualClock;
    start: number;
    newReader: () => LogReader;
    server: FaultyLogs;
  }) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock();
  const start = clock.now();
  const server = new FaultyLogs(events(start), { pageSize: 7, ...faults }, clock, 1);
  const client = new CloudWatchLogsClient({
    endpoint: await server.start(),
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
  const send = client.send.bind(client);
  // Virtual time does not pass during a call.
  client.send = (async (...args: Parameters<typeof send>) => {
    clock.busy += 1;
    try {
      return await send(...args);
    } finally {
      clock.busy -= 1;
    }
  }) as typeof client.send;
  const readers: LogReader[] = [];
  const newReader = () => {
    const budget = new RateBudget(Number.POSITIVE_INFINITY, clock);
    const reader = new LogReader({
      logs: { client, budget, clock },
      readDelayMs: SECOND,
      pollIntervalMs: SECOND,
      notice: () => undefined,
    });
    readers.push(reader);
    return reader;
  };
  try {
    const done = work({ clock, start, newReader, server });
    await clock.runUntil(done);
  } finally {
    for (const reader of readers) reader.close();
    client.destroy();
    await server.stop();
  }
}

/** Reads until `maxEvents` events have arrived or `timeMs` has passed, and then stops, even in the middle of a page. */
async function readFor(
  clock: VirtualClock,
  pages: (signal: AbortSignal) => AsyncIterable<readonly { event: { message: string }; cursor: Cursor }[]>,
  { maxEvents, timeMs }: { readonly maxEvents: number; readonly timeMs: number },
) {
  const abort = new AbortController();
  void clock.wait(timeMs, abort.signal).then(() => abort.abort());
  const read: { message: string; cursor: Cursor }[] = [];
  try {
    reading: for await (const page of pages(abort.signal)) {
      for (const { event, cursor } of page) {
        read.push({ message: event.message, cursor });
        if (read.length >= maxEvents) break reading;
      }
    }
  } catch (error) {
    // After a failed call, the client continues from its last cursor, as after a broken connection.
    if (!abort.signal.aborted && !/ECONNRESET|hang up|try again|expired/.test(String(error))) throw error;
  } finally {
    abort.abort();
  }
  return read;
}

const UNLIMITED = { maxEvents: Number.POSITIVE_INFINITY, timeMs: 24 * 60 * MINUTE };

/** How late an event arrives after its timestamp; negative for a producer whose clock is ahead. */
const lateness = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -5 * SECOND, max: 3 * SECOND }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: MINUTE }) },
  { weight: 3, arbitrary: fc.integer({ min: MINUTE, max: 290 * SECOND }) },
  { weight: 1, arbitrary: fc.integer({ min: -10 * MINUTE, max: 0 }) },
);
const arrivingEvents = fc.array(fc.record({ arrival: fc.integer({ min: -5 * MINUTE, max: 4 * MINUTE }), lateness }), {
  minLength: 20,
  maxLength: 120,
});
const visits = fc.array(
  fc.record({
    /** How long the client waits before this visit, in milliseconds. */
    awayMs: fc.integer({ min: 0, max: 30 * SECOND }),
    maxEvents: fc.integer({ min: 1, max: 40 }),
    timeMs: fc.integer({ min: 1, max: 40 * SECOND }),
    follows: fc.boolean(),
    host: fc.nat(1),
  }),
  { minLength: 5, maxLength: 15 },
);

describe('a client that reconnects', () => {
  it('reads every event once, on any host, when events arrive late or out of order', async () => {
    await fc.assert(
      fc.asyncProperty(arrivingEvents, visits, async (arriving, visitPlans) => {
        const script = (start: number) =>
          arriving.map(({ arrival, lateness: late }, n) => ({
            group: 'g',
            arrival: start + arrival,
            timestamp: start + arrival - late,
            message: String(n),
          }));
        await withLogs(
          script,
          { resets: 0.02, failures: 0.02, expiredTokens: 0.1, emptyPages: 0.1 },
          async (context) => {
            const { clock, newReader } = context;
            const hosts = [newReader(), newReader()];
            const read: string[] = [];
            let cursor = hosts[0]?.beginning() as Cursor;
            // Another client follows all the time, so the shared feed also reports events that this client has read.
            void readFor(clock, (signal) => (hosts[0] as LogReader).follow(ALL, cursor, signal), UNLIMITED);
            const visit = async ({ awayMs, maxEvents, timeMs, follows, host }: (typeof visitPlans)[number]) => {
              await clock.wait(awayMs, new AbortController().signal);
              const reader = hosts[host] as LogReader;
              const pages = (signal: AbortSignal) =>
                follows ? reader.follow(ALL, cursor, signal) : reader.read(ALL, cursor, signal);
              const found = await readFor(clock, pages, { maxEvents, timeMs });
              read.push(...found.map(({ message }) => message));
              cursor = found.at(-1)?.cursor ?? cursor;
            };
            for (const plan of visitPlans) await visit(plan);
            await visit({ awayMs: 0, maxEvents: 1000, timeMs: 8 * MINUTE, follows: true, host: 0 });
            for (let tries = 0; tries < 3; tries += 1)
              await visit({ awayMs: 0, maxEvents: 1000, timeMs: MINUTE, follows: false, host: 1 });
            expect(read.map(Number).sort((a, b) => a - b)).toEqual(arriving.map((_, n) => n));
          },
        );
      }),
      { numRuns: 4, endOnFailure: true },
    );
  }, 120_000);
});

describe('a client of streams that end', () => {
  it('continues at the position of the stream, and reads every matching event once', async () => {
    const view = { ...ALL, matches: ({ message }: { message: string }) => Number(message) % 3 === 0 };
    await fc.assert(
      fc.asyncProperty(arrivingEvents, visits, async (arriving, visitPlans) => {
        const script = (start: number) =>
          arriving.map(({ arrival, lateness: late }, n) => ({
            group: 'g',
            arrival: start + arrival,
            timestamp: start + arrival - late,
            message: String(n),
          }));
        await withLogs(script, { resets: 0.02, emptyPages: 0.1 }, async ({ clock, newReader }) => {
          const hosts = [newReader(), newReader()];
          const read: string[] = [];
          let position = hosts[0]?.beginning() as Cursor;
          const visit = async ({ awayMs, maxEvents, timeMs, host }: Omit<(typeof visitPlans)[number], 'follows'>) => {
            await clock.wait(awayMs);
            const end = new AbortController();
            void clock.wait(timeMs, end.signal).then(() => end.abort());
            const following = (hosts[host] as LogReader).follow(view, position, end.signal);
            const pages = following[Symbol.asyncIterator]();
            let count = 0;
            try {
              while (count < maxEvents) {
                // A ping while the next page is awaited.
                const awaited = new AbortController();
                void clock.wait(1500, AbortSignal.any([awaited.signal, end.signal])).then(() => {
                  if (!awaited.signal.aborted) position = following.position();
                });
                const page = await pages.next().finally(() => awaited.abort());
                if (page.done) {
                  position = following.position();
                  break;
                }
                // The connection may break in the middle of a page.
                for (const { event, cursor } of page.value.slice(0, maxEvents - count)) {
                  read.push(event.message);
                  position = cursor;
                  count += 1;
                }
              }
            } catch (error) {
              if (end.signal.aborted) position = following.position();
              else if (!/ECONNRESET|hang up/.test(String(error))) throw error;
            } finally {
              end.abort();
              await pages.return?.();
            }
          };
          for (const plan of visitPlans) await visit(plan);
          for (const host of [0, 1, 0]) await visit({ awayMs: 0, maxEvents: 1000, timeMs: 4 * MINUTE, host });
          const expected = arriving.flatMap((_, n) => (n % 3 === 0 ? [n] : []));
          expect(read.map(Number).sort((a, b) => a - b)).toEqual(expected);
        });
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 120_000);
});

describe('a client that is too slow', () => {
  it('receives every event, though the feed keeps only a limited number of events for it', async () => {
    const count = 12_000;
    const script = (start: number) =>
      Array.from({ length: count }, (_, n) => ({
        group: 'g',
        arrival: start + 5 * SECOND + Math.floor(n / 100) * SECOND,
        timestamp: start + 5 * SECOND + Math.floor(n / 100) * SECOND,
        message: String(n),
      }));
    await withLogs(script, { pageSize: 1000 }, async ({ clock, newReader }) => {
      const reader = newReader();
      const abort = new AbortController();
      const pages = reader.follow(ALL, reader.end(), abort.signal);
      const read: string[] = [];
      for await (const page of pages) {
        read.push(...page.map(({ event }) => event.message));
        if (read.length >= count) break;
        // Meanwhile, more events arrive than the feed keeps.
        if (read.length < 5000) await clock.wait(40 * SECOND, abort.signal);
      }
      abort.abort();
      expect(read.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, n) => n));
    });
  });
});

describe('feeds', () => {
  it('exist once for each group, and end with their last client', async () => {
    const script = (start: number) =>
      [10, 20, 30].map((second) => ({
        group: 'g',
        arrival: start + second * SECOND,
        timestamp: start + second * SECOND,
        message: String(second),
      }));
    await withLogs(script, {}, async ({ clock, newReader, server }) => {
      const reader = newReader();
      const clients = Array.from({ length: 50 }, () =>
        readFor(clock, (signal) => reader.follow(ALL, reader.end(), signal), { maxEvents: 3, timeMs: 2 * MINUTE }),
      );
      await clock.wait(15 * SECOND, new AbortController().signal);
      expect(reader.activeFeedCount).toBe(1);
      const read = await Promise.all(clients);
      for (const found of read) expect(found.map(({ message }) => message)).toEqual(['10', '20', '30']);
      await clock.wait(1, new AbortController().signal);
      expect(reader.activeFeedCount).toBe(0);
      // The feed reads once per second, not once per second and client.
      expect(server.calls.length).toBeLessThan(150);
    });
  });
});

describe('the last lines of a log', () => {
  const lastLines = async (
    times: readonly number[],
    count: number,
    pageSize = 10_000,
  ): Promise<{ read: readonly string[]; calls: number }> => {
    const result = { read: [] as string[], calls: 0 };
    const script = (start: number) =>
      times.map((time, n) => ({ group: 'g', arrival: start - time, timestamp: start - time, message: String(n) }));
    await withLogs(script, { pageSize }, async ({ newReader, server }) => {
      const reader = newReader();
      const { signal } = new AbortController();
      const cursor = await reader.cursorBefore(ALL, 'end', count, signal);
      for await (const page of reader.read(ALL, cursor, signal))
        result.read.push(...page.map(({ event }) => event.message));
      result.calls = server.calls.length;
    });
    return result;
  };

  it('need five calls when the log has fewer lines: the smallest quota allows them in a second', async () => {
    const times = Array.from({ length: 9 }, (_, n) => (9 - n) * MINUTE + 2 * SECOND);
    expect(await lastLines(times, 10)).toEqual({ read: times.map((_, n) => String(n)), calls: 5 });
  });

  it('are found behind a quiet hour, when the day before has more lines than a page', async () => {
    const times = Array.from({ length: 30_000 }, (_, n) => 2 * 60 * MINUTE + (30_000 - n) * 100);
    const { read, calls } = await lastLines(times, 3);
    expect(read).toEqual(['29997', '29998', '29999']);
    expect(calls).toBeLessThan(12);
  });
});
