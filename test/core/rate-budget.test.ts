import { expect, it } from 'vitest';
import { filterLogEventsQuota, RateBudget } from '../../core/rate-budget.ts';
import { VirtualClock } from './sources/virtual-clock.ts';

const forever = new AbortController().signal;

/** Takes a number of calls at once; gives the times at which they were granted. */
async function grants(budget: RateBudget, clock: VirtualClock, count: number): Promise<number[]> {
  const start = clock.now();
  const granted: number[] = [];
  const all = Promise.all(
    Array.from({ length: count }, () => budget.take(forever).then(() => granted.push(clock.now() - start))),
  );
  await clock.runUntil(all);
  return granted;
}

it('spaces the calls of all readers together, in order, also after a rest', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(5, clock);
  expect(await grants(budget, clock, 6)).toEqual([0, 200, 400, 600, 800, 1000]);
  clock.advance(60_000);
  expect(await grants(budget, clock, 3)).toEqual([0, 200, 400]);
});

it('halves the rate at each throttle, and comes back to the quota while calls succeed', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(8, clock);
  budget.recordThrottle();
  budget.recordThrottle();
  expect(await grants(budget, clock, 3)).toEqual([0, 500, 1000]);
  for (let calls = 0; calls < 100; calls += 1) budget.recordSuccess();
  expect(budget.perSecond).toBe(8);
});

it('never stops asking altogether', () => {
  const budget = new RateBudget(5, new VirtualClock());
  for (let times = 0; times < 100; times += 1) budget.recordThrottle();
  expect(budget.perSecond).toBe(0.5);
});

it('never asks more often for being throttled', () => {
  const budget = new RateBudget(0.25, new VirtualClock());
  budget.recordThrottle();
  expect(budget.perSecond).toBe(0.25);
});

it('lets a burst pass after a rest, and spaces what follows', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(1, clock, 3);
  expect(await grants(budget, clock, 5)).toEqual([0, 0, 0, 1000, 2000]);
  clock.advance(2000);
  expect(await grants(budget, clock, 3)).toEqual([0, 0, 1000]);
});

it('makes nobody wait for an endpoint that has no quota', async () => {
  const clock = new VirtualClock();
  expect(await grants(new RateBudget(Number.POSITIVE_INFINITY, clock), clock, 3)).toEqual([0, 0, 0]);
});

it('learns a rate from throttles where it knows no quota, and forgets it again', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(Number.POSITIVE_INFINITY, clock);
  budget.recordThrottle();
  expect(budget).toMatchObject({ perSecond: 5, isSlowed: true });
  expect(await grants(budget, clock, 3)).toEqual([0, 200, 400]);
  for (let calls = 0; calls < 30; calls += 1) budget.recordSuccess();
  expect(budget).toMatchObject({ perSecond: Number.POSITIVE_INFINITY, isSlowed: false });
});

it('ends the wait when the reader is interrupted', async () => {
  const clock = new VirtualClock();
  const budget = new RateBudget(1, clock);
  const controller = new AbortController();
  await budget.take(controller.signal);
  const waiting = expect(budget.take(controller.signal)).rejects.toThrow('aborted');
  controller.abort();
  await waiting;
});

it('knows the quotas of the regions that have fewer or more calls than usual', () => {
  expect(filterLogEventsQuota('us-east-1')).toBe(25);
  expect(filterLogEventsQuota('eu-central-1')).toBe(5);
  expect(filterLogEventsQuota('eu-west-1')).toBe(10);
});
