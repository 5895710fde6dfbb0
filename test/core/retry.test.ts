import { expect, it } from 'vitest';
import { backOffMs, retry } from '../../core/retry.ts';

/** A clock on which a wait takes no time; it records the delays. */
function recordingClock() {
  const delays: number[] = [];
  let now = 0;
  const wait = async (milliseconds: number) => {
    delays.push(milliseconds);
    now += milliseconds;
  };
  return { delays, clock: { now: () => now, wait } };
}

const fail = async () => {
  throw new Error('not yet');
};

it('doubles the delay after each failure, up to the maximum', () => {
  const delays = [1, 2, 3, 4, 5].map((failures) => backOffMs({ firstMs: 100, maxMs: 500 }, failures));
  expect(delays).toEqual([100, 200, 400, 500, 500]);
});

it('returns the result of the first call that succeeds', async () => {
  const { clock, delays } = recordingClock();
  let calls = 0;
  const call = async () => (++calls < 3 ? fail() : 'done');
  expect(await retry(call, { clock, backOff: { firstMs: 10 } })).toBe('done');
  expect(delays).toEqual([10, 20]);
});

it('throws the last error after the maximum number of retries', async () => {
  const { clock, delays } = recordingClock();
  await expect(retry(fail, { clock, backOff: { firstMs: 10 }, maxRetries: 2 })).rejects.toThrow('not yet');
  expect(delays).toEqual([10, 20]);
});

it('starts no attempt after the maximum time', async () => {
  const { clock, delays } = recordingClock();
  await expect(retry(fail, { clock, backOff: { firstMs: 10 }, maxElapsedMs: 70 })).rejects.toThrow('not yet');
  expect(delays).toEqual([10, 20, 40]);
});

it('does not repeat a call whose error is not retryable', async () => {
  const { clock, delays } = recordingClock();
  const isRetryable = ({ message }: Error) => message !== 'not yet';
  await expect(retry(fail, { clock, backOff: { firstMs: 10 }, isRetryable })).rejects.toThrow('not yet');
  expect(delays).toEqual([]);
});

it('ends when the signal aborts between two attempts', async () => {
  const abort = new AbortController();
  const clock = { now: () => 0, wait: async () => abort.abort(new Error('stopped')) };
  await expect(retry(fail, { clock, backOff: { firstMs: 10 }, signal: abort.signal })).rejects.toThrow('stopped');
});
