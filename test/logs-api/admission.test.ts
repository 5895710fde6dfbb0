import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Admission,
  type Lease,
  MemoryAdmission,
  maxStreams,
  type RequestKind,
  withLease,
} from '../../logs-api/admission.ts';
import { MAX_SKEW_MS, TableAdmission } from '../../logs-api/table-admission.ts';
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

const inTable = (maxRequests: number, hostClock = clock, client = busyClient(table, clock)): Admission => {
  const { tableName } = table;
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
    const leases = await Promise.all(Array.from({ length: 40 }, () => admission.admit('read')));
    const admitted = leases.filter((lease) => lease !== undefined);
    expect(admitted).toHaveLength(20);
    // A second release of the same lease has no effect.
    await admitted[0]?.release();
    await admitted[0]?.release();
    expect(await admission.admit('read')).toBeDefined();
    expect(await admission.admit('read')).toBeUndefined();
  });

  it('keeps a quarter of the places for reads, whatever number of streams stays open', async () => {
    const admission = create(20);
    const streams = await Promise.all(Array.from({ length: 40 }, () => admission.admit('stream')));
    expect(streams.filter((lease) => lease !== undefined)).toHaveLength(15);
    const reads = await Promise.all(Array.from({ length: 10 }, () => admission.admit('read')));
    expect(reads.filter((lease) => lease !== undefined)).toHaveLength(5);
    await streams.find((lease) => lease !== undefined)?.release();
    expect(await admission.admit('stream')).toBeDefined();
  });

  it('admits a stream when there is only one place', async () => {
    const admission = create(1);
    const stream = await admission.admit('stream');
    expect(stream).toBeDefined();
    expect(await admission.admit('read')).toBeUndefined();
    await stream?.release();
    expect(await admission.admit('read')).toBeDefined();
  });
});

describe('an admission in the table', () => {
  it('gives the place of a crashed holder to another request after its time', async () => {
    expect(await inTable(1, new StoppedClock(clock.now())).admit('read')).toBeDefined();
    expect(await inTable(1).admit('read')).toBeUndefined();
    clock.advance(36_000);
    expect(await inTable(1).admit('read')).toBeDefined();
  });

  it('keeps the place of a stream of 14 minutes', async () => {
    const stream = await inTable(1).admit('stream');
    await clock.runUntil(clock.wait(14 * MINUTE));
    expect(stream?.lost.aborted).toBe(false);
    expect(await inTable(1).admit('read')).toBeUndefined();
    await stream?.release();
    expect(await inTable(1).admit('read')).toBeDefined();
  });

  it('frees the places of 200 crashed holders, with expressions of at most 4 KB, as DynamoDB requires', async () => {
    const ended = clock.now() - 60_000;
    const leases = Array.from({ length: 200 }, (_, n) => [`${n % 2 ? 'stream' : 'read'}_${n}`, ended]);
    const item = { pk: 'L', sk: 'requests', held: 200, streams: 100, ...Object.fromEntries(leases) };
    await table.client.send(new PutCommand({ TableName: table.tableName, Item: item }));
    const client = busyClient(table, clock);
    const checking = {
      send(command: { input: { ConditionExpression?: string } }) {
        // The local table does not check the size.
        expect(Buffer.byteLength(command.input.ConditionExpression ?? '')).toBeLessThanOrEqual(4096);
        return client.send(command as never);
      },
    };
    const admission = inTable(200, clock, checking as unknown as typeof client);
    for (const kind of ['stream', 'read', 'read'] as const) expect(await admission.admit(kind)).toBeDefined();
    for (let n = 0; n < 20; n += 1) {
      const { Item = {} } = await table.client.send(
        new GetCommand({ TableName: table.tableName, Key: { pk: 'L', sk: 'requests' } }),
      );
      const names = Object.keys(Item).filter((name) => /^(stream|read)_/.test(name));
      expect(Item.held).toBe(names.length);
      expect(Item.streams).toBe(names.filter((name) => name.startsWith('stream_')).length);
      await admission.admit('read');
    }
  });

  it('frees the place of a host that crashed, though its clock was an hour ahead', async () => {
    const ahead = new StoppedClock(clock.now() + 60 * MINUTE);
    expect(await inTable(1, ahead).admit('stream')).toBeDefined();
    expect(await inTable(1).admit('stream')).toBeDefined();
  });

  it.each([
    ['never two, when the clocks of the hosts differ by the margin', MAX_SKEW_MS, 1],
    [
      'two for a second, when they differ by a second more: the margin is not larger than necessary',
      MAX_SKEW_MS + 1000,
      2,
    ],
  ])('has %s, and the table does not answer the holder', async (_, skewMs, expected) => {
    const link = new Link();
    const holder = await inTable(1, new SkewedClock(clock, -skewMs), link.client).admit('stream');
    link.isCut = true;
    let mostHolders = 0;
    const run = async () => {
      for (let n = 0; n < 80; n += 1) {
        await clock.wait(500);
        const other = await inTable(1).admit('stream');
        mostHolders = Math.max(mostHolders, Number(other !== undefined) + Number(holder?.lost.aborted === false));
        await other?.release();
      }
    };
    await clock.runUntil(run());
    expect(holder?.lost.aborted).toBe(true);
    expect(mostHolders).toBe(expected);
  });

  it('admits requests when the table fails', async () => {
    const errors: Error[] = [];
    const report = (error: Error) => errors.push(error);
    const lease = await new TableAdmission({ ...table, tableName: 'none', clock, maxRequests: 1, report }).admit(
      'read',
    );
    expect(lease).toBeDefined();
    await lease?.release();
    expect(errors).toHaveLength(1);
  });

  it('never has more holders than places, and frees the place of every crashed holder', async () => {
    const step = fc.record({
      action: fc.constantFrom('admit', 'admit', 'release', 'crash', 'cut off', 'wait'),
      kinds: fc.constantFrom<readonly RequestKind[]>(['stream', 'read'], ['stream', 'stream']),
      waitMs: fc.integer({ min: 0, max: 40_000 }),
      host: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), fc.nat(2), async (steps, few) => {
        const max = few + 2;
        await table.client.send(new DeleteCommand({ TableName: table.tableName, Key: { pk: 'L', sk: 'requests' } }));
        // The clocks of the hosts differ by up to the margin.
        const clocks = [-0.5, -0.2, 0, 0.5].map((share) => new SkewedClock(clock, share * MAX_SKEW_MS));
        const holders: { kind: RequestKind; lease: Lease; host: SkewedClock; link: Link; isCrashed: boolean }[] = [];
        const run = async () => {
          for (const { action, kinds, waitMs, host } of steps) {
            if (action === 'wait') await clock.wait(waitMs);
            else if (action === 'admit') {
              const hosts = kinds.map(() => ({ clock: (clocks[host] as SkewedClock).fork(), link: new Link() }));
              const leases = await Promise.all(
                hosts.map(({ clock: own, link }, n) => inTable(max, own, link.client).admit(kinds[n] as RequestKind)),
              );
              leases.forEach((lease, n) => {
                const { clock: own, link } = hosts[n] as (typeof hosts)[number];
                if (lease) holders.push({ kind: kinds[n] as RequestKind, lease, host: own, link, isCrashed: false });
              });
            } else if (action === 'release') {
              const holder = holders.findIndex(({ isCrashed, link }) => !isCrashed && !link.isCut);
              if (holder >= 0) await holders.splice(holder, 1)[0]?.lease.release();
            } else {
              const holder = holders.find(({ isCrashed, link }) => !isCrashed && !link.isCut);
              if (holder && action === 'cut off') holder.link.isCut = true;
              else if (holder) {
                holder.host.stop();
                holder.isCrashed = true;
              }
            }
            const live = holders.filter(({ lease, isCrashed }) => !isCrashed && !lease.lost.aborted);
            expect(live.length).toBeLessThanOrEqual(max);
            expect(live.filter(({ kind }) => kind === 'stream').length).toBeLessThanOrEqual(maxStreams(max));
          }
          await clock.wait(50_000);
          const rest = holders.filter(({ isCrashed, link }) => !isCrashed && !link.isCut);
          for (const { lease } of rest) await lease.release();
          const again = await Promise.all(Array.from({ length: max + 1 }, () => inTable(max).admit('read')));
          expect(again.filter((lease) => lease !== undefined)).toHaveLength(max);
          for (const lease of again) await lease?.release();
        };
        await clock.runUntil(run());
      }),
      { numRuns: 20 },
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

  it('ends when the lease is lost, if it is a stream: the client reconnects', async () => {
    const state = lease();
    const headers = { 'Content-Type': 'text/event-stream; charset=utf-8' };
    const response = await withLease(new Response(new ReadableStream(), { headers }), state.lease);
    const text = response.text();
    state.lost.abort();
    expect(await text).toBe('');
    expect(state.releases).toBe(1);
  });

  it('fails when the lease is lost, if it is not a stream: the client must not treat it as complete', async () => {
    const state = lease();
    const response = await withLease(new Response(new ReadableStream()), state.lease);
    const failed = expect(response.text()).rejects.toThrow('lost its place');
    state.lost.abort();
    await failed;
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

/** The connection of a host to the table. After it is cut, calls never end. */
class Link {
  isCut = false;
  readonly client: CallsTable['client'];

  constructor() {
    const client = busyClient(table, clock);
    const send = (command: never) => (this.isCut ? new Promise(() => undefined) : client.send(command));
    this.client = { send } as unknown as CallsTable['client'];
  }
}

/** The clock of a host that crashed. */
class StoppedClock extends VirtualClock {
  override wait(): Promise<void> {
    return new Promise(() => undefined);
  }
}
