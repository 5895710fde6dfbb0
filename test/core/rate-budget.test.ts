import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { filterLogEventsQuota, RateBudget } from '../../core/rate-budget.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

it('spaces calls of all readers together, after a second worth of them at once', async () => {
  const budget = new RateBudget(5, () => performance.now());
  const granted: number[] = [];
  const start = performance.now();
  const all = Array.from({ length: 20 }, () =>
    budget.take(new AbortController().signal).then(() => granted.push(performance.now() - start)),
  );
  await vi.runAllTimersAsync();
  await Promise.all(all);
  expect(granted.filter((time) => time === 0)).toHaveLength(5);
  expect(granted.at(-1)).toBeCloseTo(3000, -1);
});

it('ends the wait when the reader is interrupted', async () => {
  const budget = new RateBudget(1, () => performance.now());
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
