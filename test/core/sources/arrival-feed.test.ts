import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { expect, it } from 'vitest';
import { type CallBudget, RateBudget } from '../../../core/rate-budget.ts';
import { ArrivalFeed } from '../../../core/sources/arrival-feed.ts';
import { FaultyLogs } from './faulty-logs.ts';
import type { ScriptedEvent } from './scripted-event.ts';
import { VirtualClock } from './virtual-clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const READ_DELAY_MS = SECOND;
const UNLIMITED = (clock: VirtualClock) => new RateBudget(Number.POSITIVE_INFINITY, clock);

/** Follows a log group for a minute of virtual time.
 *  @returns the times of the calls, and when each event was delivered, from the start of the minute. */
async function followForAMinute(
  createBudget: (clock: VirtualClock) => CallBudget,
  events: (start: number) => ScriptedEvent[] = () => [],
) {
  const clock = new VirtualClock();
  const start = clock.now();
  const server = new FaultyLogs(events(start), { pageSize: 1000 }, clock, 1);
  const client = new CloudWatchLogsClient({
    endpoint: await server.start(),
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
  });
  const send = client.send.bind(client);
  client.send = (async (...args: Parameters<typeof send>) => {
    clock.busy += 1;
    try {
      return await send(...args);
    } finally {
      clock.busy -= 1;
    }
  }) as typeof client.send;
  const end = new AbortController();
  const logs = { client, budget: createBudget(clock), clock, signal: end.signal };
  const feed = new ArrivalFeed(logs, 'g', {
    readDelayMs: READ_DELAY_MS,
    pollIntervalMs: SECOND,
    farIntervalMs: 10 * MINUTE,
    notice: () => undefined,
  });
  const subscription = feed.subscribe();
  const delivered = new Map<string, number>();
  const reading = (async () => {
    for (;;) {
      const batch = await subscription.next(end.signal);
      if (typeof batch === 'string') return;
      for (const { event } of batch.events) delivered.set(event.message, clock.now() - start);
    }
  })();
  await clock.runUntil(clock.wait(MINUTE));
  end.abort();
  await reading;
  subscription.close();
  client.destroy();
  await server.stop();
  return { calls: server.calls.map((time) => time - start), delivered };
}

/** A budget that makes each call wait. */
const slow = (milliseconds: number) => (clock: VirtualClock) => ({
  ...UNLIMITED(clock),
  isSlowed: true,
  perSecond: 1000 / milliseconds,
  take: (signal: AbortSignal) => clock.wait(milliseconds, signal),
  recordThrottle: () => undefined,
  recordSuccess: () => undefined,
});

const pausesOf = (calls: readonly number[]) => calls.slice(1).map((time, n) => time - (calls[n] ?? 0));

it('a quiet log group is read once a second', async () => {
  const { calls } = await followForAMinute(UNLIMITED);
  const pauses = pausesOf(calls).filter((pause) => pause > 0);
  expect(pauses.length).toBeGreaterThan(55);
  for (const pause of pauses) expect(pause).toBe(SECOND);
});

it.each([
  [2000, 4000],
  [3000, 6000],
])(
  'while each call waits %i ms for the rate budget, it is read every %i ms: half of the budget is for others',
  async (waitMs, intervalMs) => {
    const { calls } = await followForAMinute(slow(waitMs));
    // The first sweep also looks back.
    const pauses = pausesOf(calls).slice(2);
    expect(pauses.length).toBeGreaterThan(5);
    for (const pause of pauses) expect(pause).toBe(intervalMs);
  },
);

it('the pause is never longer than four seconds', async () => {
  const { calls } = await followForAMinute(slow(10_000));
  expect(Math.max(...pausesOf(calls))).toBeLessThanOrEqual(14_000);
});

it('an event is delivered a quarter of a second after its read delay at the latest', async () => {
  const times = Array.from({ length: 20 }, (_, n) => 2000 + n * 2137);
  const { delivered } = await followForAMinute(UNLIMITED, (start) =>
    times.map((time) => ({ group: 'g', arrival: start + time, timestamp: start + time, message: String(time) })),
  );
  expect([...delivered.keys()].map(Number).sort((a, b) => a - b)).toEqual(times);
  for (const [time, at] of delivered) {
    expect(at - Number(time)).toBeGreaterThanOrEqual(READ_DELAY_MS);
    // The event is found by the next sweep, at most a second later, which was delayed anyway.
    expect(at - Number(time)).toBeLessThanOrEqual(READ_DELAY_MS + SECOND / 4);
  }
});
