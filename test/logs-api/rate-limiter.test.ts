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

/** The number of allowed requests, when `requests` are sent at once. */
async function countAllowed(limiter: RateLimiter, token: string, requests: number): Promise<number> {
  const waits = await Promise.all(Array.from({ length: requests }, () => limiter.take(token)));
  return waits.filter((wait) => wait === 0).length;
}

describe.each([
  ['in memory', () => new MemoryRateLimiter(clock)],
  ['in the table', () => new TableRateLimiter({ ...table, clock })],
])('a rate limiter %s', (_, create) => {
  it('allows 20 requests of a token in a second, and more in the next second', async () => {
    const limiter = create();
    const token = newToken();
    expect(await countAllowed(limiter, token, 25)).toBe(20);
    expect(await limiter.take(token)).toBe(1);
    expect(await limiter.take(newToken())).toBe(0);
    clock.advance(1000);
    expect(await countAllowed(limiter, token, 20)).toBe(20);
  });

  it('allows requests again when the clock was set back by an hour', async () => {
    const limiter = create();
    const token = newToken();
    await countAllowed(limiter, token, 25);
    clock.advance(-3_600_000);
    expect(await limiter.take(token)).toBe(0);
  });

  it('refuses a token that does not pause after 100 requests in five seconds', async () => {
    const limiter = create();
    const token = newToken();
    for (let second = 0; second < 3; second += 1) {
      await countAllowed(limiter, token, 40);
      clock.advance(1000);
    }
    const wait = await limiter.take(token);
    expect(wait).toBeGreaterThan(0);
    clock.advance(5000);
    expect(await limiter.take(token)).toBe(0);
  });
});

it('processes with the same table share the limit', async () => {
  const token = newToken();
  const first = new TableRateLimiter({ ...table, clock });
  const second = new TableRateLimiter({ ...table, clock });
  expect((await countAllowed(first, token, 15)) + (await countAllowed(second, token, 15))).toBe(20);
});
