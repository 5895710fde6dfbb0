import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRateLimiter, type RateLimiter } from '../../logs-api/rate-limiter.ts';
import { TableRateLimiter } from '../../logs-api/table-rate-limiter.ts';
import { VirtualClock } from '../core/sources/virtual-clock.ts';
import { type CallsTable, startCallsTable } from './local-calls-table.ts';

let table: CallsTable;
let clock: VirtualClock;
beforeAll(async () => {
  table = await startCallsTable();
});
afterAll(() => table[Symbol.asyncDispose]());
beforeEach(() => {
  clock = new VirtualClock();
});

let tokens = 0;
const newToken = () => `token-${tokens++}`;

/** How many of so many requests at once may go on. */
async function allowed(limiter: RateLimiter, token: string, requests: number): Promise<number> {
  const waits = await Promise.all(Array.from({ length: requests }, () => limiter.take(token)));
  return waits.filter((wait) => wait === 0).length;
}

describe.each([
  ['in memory', () => new MemoryRateLimiter(clock)],
  ['in the table', () => new TableRateLimiter({ ...table, clock })],
])('%s', (_, create) => {
  it('20 requests of a token pass within a second, and the next ones when it is over', async () => {
    const limiter = create();
    const token = newToken();
    expect(await allowed(limiter, token, 25)).toBe(20);
    expect(await limiter.take(token)).toBe(1);
    expect(await limiter.take(newToken())).toBe(0);
    clock.advance(1000);
    expect(await allowed(limiter, token, 20)).toBe(20);
  });

  it('whoever goes on without a pause stays refused after 100 in five seconds', async () => {
    const limiter = create();
    const token = newToken();
    for (let second = 0; second < 3; second += 1) {
      await allowed(limiter, token, 40);
      clock.advance(1000);
    }
    const wait = await limiter.take(token);
    expect(wait).toBeGreaterThan(0);
    clock.advance(5000);
    expect(await limiter.take(token)).toBe(0);
  });
});

it('several processes with the same table count together', async () => {
  const token = newToken();
  const first = new TableRateLimiter({ ...table, clock });
  const second = new TableRateLimiter({ ...table, clock });
  expect((await allowed(first, token, 15)) + (await allowed(second, token, 15))).toBe(20);
});
