import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Admission, type Lease, MemoryAdmission, withLease } from '../../logs-api/admission.ts';
import { TableAdmission } from '../../logs-api/table-admission.ts';
import { VirtualClock } from '../core/sources/virtual-clock.ts';
import { busyClient } from './busy-table.ts';
import { type CallsTable, startCallsTable } from './local-calls-table.ts';

const MINUTE = 60_000;
let table: CallsTable;
let clock: VirtualClock;
beforeAll(async () => {
  table = await startCallsTable();
});
afterAll(() => table[Symbol.asyncDispose]());
beforeEach(async () => {
  clock = new VirtualClock();
  await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: { pk: 'L', sk: 'requests' } }));
});

const inTable = (maxRequests: number, hostClock = clock): Admission => {
  const { tableName } = table;
  const client = busyClient(table, clock);
  return new TableAdmission({ client, tableName, clock: hostClock, maxRequests, report: fail });
};

function fail(error: Error): never {
  throw error;
}

describe.each([
  ['in memory', (max: number) => new MemoryAdmission(max)],
  ['in the table', inTable],
])('an admission %s', (_, create) => {
  it('admits 20 of 40 requests that come at once, and another one after each release', async () => {
    const admission = create(20);
    const leases = await Promise.all(Array.from({ length: 40 }, () => admission.admit()));
    const admitted = leases.filter((lease) => lease !== undefined);
    expect(admitted).toHaveLength(20);
    // A second release of the same lease has no effect.
    await admitted[0]?.release();
    await admitted[0]?.release();
    expect(await admission.admit()).toBeDefined();
    expect(await admission.admit()).toBeUndefined();
  });
});

describe('an admission in the table', () => {
  it('gives the place of a crashed holder to another request after its time', async () => {
    expect(await inTable(1, new StoppedClock(clock.now())).admit()).toBeDefined();
    expect(await inTable(1).admit()).toBeUndefined();
    clock.advance(36_000);
    expect(await inTable(1).admit()).toBeDefined();
  });

  it('keeps the place of a stream of 14 minutes', async () => {
    const stream = await inTable(1).admit();
    await clock.runUntil(clock.wait(14 * MINUTE));
    expect(stream?.lost.aborted).toBe(false);
    expect(await inTable(1).admit()).toBeUndefined();
    await stream?.release();
    expect(await inTable(1).admit()).toBeDefined();
  });

  it('admits requests when the table fails', async () => {
    const errors: Error[] = [];
    const report = (error: Error) => errors.push(error);
    const lease = await new TableAdmission({ ...table, tableName: 'none', clock, maxRequests: 1, report }).admit();
    expect(lease).toBeDefined();
    await lease?.release();
    expect(errors).toHaveLength(1);
  });

  it('never has more holders than places, and frees the place of every crashed holder', async () => {
    const step = fc.record({
      action: fc.constantFrom('admit', 'admit', 'release', 'crash', 'wait'),
      waitMs: fc.integer({ min: 0, max: 40_000 }),
      host: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), fc.nat(1), async (steps, few) => {
        const max = few + 2;
        await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: { pk: 'L', sk: 'requests' } }));
        // The clocks of the hosts differ by up to 4.5 seconds.
        const clocks = [-2, -1, 0, 2].map((skew) => new SkewedClock(clock, skew * 1125));
        const holders: { lease: Lease; host: SkewedClock; isCrashed: boolean }[] = [];
        const run = async () => {
          for (const { action, waitMs, host } of steps) {
            const hostClock = clocks[host] as SkewedClock;
            if (action === 'wait') await clock.wait(waitMs);
            else if (action === 'admit') {
              const forks = [hostClock.fork(), hostClock.fork()];
              const leases = await Promise.all(forks.map((fork) => inTable(max, fork).admit()));
              leases.forEach((lease, n) => {
                if (lease) holders.push({ lease, host: forks[n] as SkewedClock, isCrashed: false });
              });
            } else if (action === 'release') {
              const holder = holders.findIndex(({ isCrashed }) => !isCrashed);
              if (holder >= 0) await holders.splice(holder, 1)[0]?.lease.release();
            } else {
              const holder = holders.find(({ isCrashed }) => !isCrashed);
              if (holder) {
                holder.host.stop();
                holder.isCrashed = true;
              }
            }
            const live = holders.filter(({ lease, isCrashed }) => !isCrashed && !lease.lost.aborted);
            expect(live.length).toBeLessThanOrEqual(max);
          }
          await clock.wait(50_000);
          const rest = holders.filter(({ isCrashed }) => !isCrashed);
          for (const { lease } of rest) await lease.release();
          const again = await Promise.all(Array.from({ length: max + 1 }, () => inTable(max).admit()));
          expect(again.filter((lease) => lease !== undefined)).toHaveLength(max);
          for (const lease of again) await lease?.release();
        };
        await clock.runUntil(run());
      }),
      { numRuns: 15 },
    );
  });
});

describe('a response with a lease', () => {
  const lease = () => {
    const lost = new AbortController();
    const state = { lost, releases: 0, lease: { lost: lost.signal, release } };
    async function release() {
      state.releases += 1;
    }
    return state;
  };
  const endless = () =>
    new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1)) }));

  it.each([
    ['has ended', async (response: Response) => void (await response.text()), () => new Response('text')],
    ['has no body', async () => undefined, () => new Response(null, { status: 204 })],
    ['is cancelled', (response: Response) => response.body?.cancel(), endless],
    [
      'fails',
      (response: Response) => response.text().catch(() => undefined),
      () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })),
    ],
  ])('releases it when the body %s', async (_, use, response) => {
    const state = lease();
    await use(await withLease(response(), state.lease));
    expect(state.releases).toBe(1);
  });

  it('ends when the lease is lost', async () => {
    const state = lease();
    const response = await withLease(new Response(new ReadableStream()), state.lease);
    const text = response.text();
    state.lost.abort();
    expect(await text).toBe('');
    expect(state.releases).toBe(1);
  });
});

/** The clock of a host that runs ahead or behind, until the host crashes. */
class SkewedClock extends VirtualClock {
  readonly #clock: VirtualClock;
  readonly #skewMs: number;
  #isStopped = false;

  constructor(clock: VirtualClock, skewMs: number) {
    super();
    this.#clock = clock;
    this.#skewMs = skewMs;
  }

  fork(): SkewedClock {
    return new SkewedClock(this.#clock, this.#skewMs);
  }

  /** Nothing that waits continues. */
  stop(): void {
    this.#isStopped = true;
  }

  override now(): number {
    return this.#clock.now() + this.#skewMs;
  }

  override async wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await this.#clock.wait(milliseconds, signal);
    if (this.#isStopped) await new Promise(() => undefined);
  }
}

/** The clock of a host that crashed. */
class StoppedClock extends VirtualClock {
  override wait(): Promise<void> {
    return new Promise(() => undefined);
  }
}
