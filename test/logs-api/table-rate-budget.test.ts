import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TableRateBudget } from '../../logs-api/table-rate-budget.ts';
import { VirtualClock } from '../core/sources/virtual-clock.ts';
import { busyClient } from './busy-table.ts';
import { type CallsTable, startCallsTable } from './local-calls-table.ts';

const forever = new AbortController().signal;
let table: CallsTable;
beforeAll(async () => {
  table = await startCallsTable();
});
afterAll(() => table[Symbol.asyncDispose]());

/** The budgets of several hosts with the same table, which counts their writes. */
async function useHosts(hosts: number, perSecond: number) {
  await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: { pk: 'B', sk: 'calls' } }));
  const clock = new VirtualClock();
  const busy = busyClient(table, clock);
  const state = { writes: 0 };
  const client = {
    send: (command: never) => {
      state.writes += 1;
      return busy.send(command);
    },
  } as unknown as CallsTable['client'];
  const budgets = Array.from(
    { length: hosts },
    () =>
      new TableRateBudget({
        client,
        tableName: table.tableName,
        clock,
        perSecond,
        report: (error) => {
          throw error;
        },
      }),
  );
  return { clock, budgets, state };
}

it('gives one reader the whole quota, with less than one write per call', async () => {
  const { clock, budgets, state } = await useHosts(20, 10);
  const start = clock.now();
  let calls = 0;
  await clock.runUntil(
    (async () => {
      for (; clock.now() < start + 10_000; calls += 1) await budgets[0]?.take(forever);
    })(),
  );
  expect(calls).toBeGreaterThanOrEqual(90);
  expect(state.writes).toBeLessThan(calls * 0.7);
});

it('grants at most the quota in each second, to any number of hosts', async () => {
  const call = fc.record({ host: fc.nat(4), delayMs: fc.integer({ min: 0, max: 3000 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(call, { minLength: 10, maxLength: 40 }),
      fc.integer({ min: 1, max: 10 }),
      async (calls, quota) => {
        const { clock, budgets } = await useHosts(5, quota);
        const granted: number[] = [];
        const all = Promise.all(
          calls.map(async ({ host, delayMs }) => {
            await clock.wait(delayMs);
            await budgets[host]?.take(forever);
            granted.push(clock.now());
          }),
        );
        await clock.runUntil(all);
        const bySecond = Map.groupBy(granted, (time) => Math.floor(time / 1000));
        for (const times of bySecond.values()) expect(times.length).toBeLessThanOrEqual(quota);
        expect(granted).toHaveLength(calls.length);
      },
    ),
    { numRuns: 10 },
  );
});

it('halves the rate of all hosts once for a round of throttles, and returns to the quota by a tenth a second', async () => {
  const { clock, budgets } = await useHosts(3, 10);
  const [first, second, third] = budgets as [TableRateBudget, TableRateBudget, TableRateBudget];
  const sentAt = clock.now();
  clock.advance(50);
  for (const budget of budgets) budget.recordThrottle(sentAt);
  for (const budget of budgets) await clock.runUntil(budget.take(forever));
  expect(first.perSecond).toBeCloseTo(5, 0);
  expect(second.perSecond).toBeCloseTo(5, 0);
  expect(third.isSlowed).toBe(true);
  clock.advance(3000);
  expect(third.perSecond).toBeCloseTo(8, 0);
  clock.advance(3000);
  expect(third).toMatchObject({ perSecond: 10, isSlowed: false });
});

it('limits the calls of each host by itself when the table fails', async () => {
  const clock = new VirtualClock();
  const errors: Error[] = [];
  const budget = new TableRateBudget({
    client: busyClient(table, clock),
    tableName: 'none',
    clock,
    perSecond: 2,
    report: (error) => errors.push(error),
  });
  const start = clock.now();
  for (let call = 0; call < 3; call += 1) await clock.runUntil(budget.take(forever));
  expect(clock.now() - start).toBe(1000);
  expect(errors).toHaveLength(3);
});

it('continues when the clock was set back by an hour, and trusts no throttle of a clock that is an hour ahead', async () => {
  const { clock, budgets } = await useHosts(2, 10);
  const [first, second] = budgets as [TableRateBudget, TableRateBudget];
  await clock.runUntil(first.take(forever));
  first.recordThrottle();
  await clock.runUntil(first.take(forever));
  clock.advance(-3_600_000);
  const start = clock.now();
  for (const budget of [first, second]) await clock.runUntil(budget.take(forever));
  expect(clock.now() - start).toBeLessThan(3000);
  expect(second.isSlowed).toBe(false);
  second.recordThrottle();
  await clock.runUntil(second.take(forever));
  expect(second.isSlowed).toBe(true);
});
