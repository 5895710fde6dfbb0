import { expect, it } from 'vitest';
import { filterLogEventsQuota, RateBudget } from '../../core/rate-budget.ts';
import { VirtualClock } from './sources/virtual-clock.ts';

const forever = new AbortController().signal;

/** Takes a number of calls at once. @returns when they may start, in milliseconds from now. */
async function grants(budget: RateBudget, clock: VirtualClock, count: number): Promise<number[]> {
  const start = clock.now();
  const granted: number[] = [];
  const all = Promise.all(
    Array.from({ length: count }, () => budget.take(forever).then(() => granted.push(clock.now() - start))),
  );
  await clock.runUntil(all);
  return granted;
}

it('spaces the calls of all callers, in order, also after an idle time', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(5, clock);
  expect(await grants(budget, clock, 6)).toEqual([0, 200, 400, 600, 800, 1000]);
  clock.advance(60_000);
  expect(await grants(budget, clock, 3)).toEqual([0, 200, 400]);
});

it('halves the rate at each throttle, and returns to the quota while calls succeed', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(8, clock);
  budget.recordThrottle();
  budget.recordThrottle();
  expect(await grants(budget, clock, 3)).toEqual([0, 500, 1000]);
  for (let calls = 0; calls < 100; calls += 1) budget.recordSuccess();
  expect(budget.perSecond).toBe(8);
});

it('waits no longer than before when the clock is set back by an hour', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(5, clock);
  await grants(budget, clock, 3);
  budget.recordThrottle();
  clock.advance(-3_600_000);
  expect(await grants(budget, clock, 3)).toEqual([200, 600, 1000]);
  budget.recordThrottle();
  expect(budget.perSecond).toBe(1.25);
});

it('never reduces the rate to zero', () => {
  const budget = new RateBudget(5, new VirtualClock());
  for (let times = 0; times < 100; times += 1) budget.recordThrottle();
  expect(budget.perSecond).toBe(0.5);
});

it('never raises the rate because of a throttle', () => {
  const budget = new RateBudget(0.25, new VirtualClock());
  budget.recordThrottle();
  expect(budget.perSecond).toBe(0.25);
});

it('allows a burst after an idle time, and spaces the calls that follow', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(1, clock, 3);
  expect(await grants(budget, clock, 5)).toEqual([0, 0, 0, 1000, 2000]);
  clock.advance(2000);
  expect(await grants(budget, clock, 3)).toEqual([0, 0, 1000]);
});

it('delays no call to an endpoint without a quota', async () => {
  const clock = new VirtualClock();
  expect(await grants(new RateBudget(Number.POSITIVE_INFINITY, clock), clock, 3)).toEqual([0, 0, 0]);
});

it('finds a rate by throttles when the quota is unknown, and returns to no limit', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(Number.POSITIVE_INFINITY, clock);
  budget.recordThrottle();
  expect(budget).toMatchObject({ perSecond: 5, isSlowed: true });
  expect(await grants(budget, clock, 3)).toEqual([0, 200, 400]);
  for (let calls = 0; calls < 30; calls += 1) budget.recordSuccess();
  expect(budget).toMatchObject({ perSecond: Number.POSITIVE_INFINITY, isSlowed: false });
});

it('ends the wait when the signal aborts', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(1, clock);
  const controller = new AbortController();
  await budget.take(controller.signal);
  const waiting = expect(budget.take(controller.signal)).rejects.toThrow('aborted');
  controller.abort();
  await waiting;
});

it('knows the quotas of regions that differ from the usual one', () => {
  expect(filterLogEventsQuota('us-east-1')).toBe(25);
  expect(filterLogEventsQuota('eu-central-1')).toBe(5);
  expect(filterLogEventsQuota('eu-west-1')).toBe(10);
});
