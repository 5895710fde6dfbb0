import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiCall } from '../../../core/calls/api-call.ts';
import { readIndexedLine } from '../../../core/calls/indexed-line.ts';
import { CallIndex } from '../../../logs-api/calls/call-index.ts';
import { type CallQuery, DynamoCallStore } from '../../../logs-api/calls/call-store.ts';
import { VirtualClock } from '../../core/sources/virtual-clock.ts';
import { accessLine, callId, helperLine, logEvent, type TestCall } from '../call-lines.ts';
import { type CallsTable, startCallsTable } from '../local-calls-table.ts';

const DAY = 86_400_000;

let table: CallsTable;
let clock: VirtualClock;
let index: CallIndex;
let store: DynamoCallStore;

beforeAll(async () => {
  table = await startCallsTable();
});
afterAll(() => table[Symbol.asyncDispose]());

let number = 0;
/** A domain that only the current test uses. */
let domainId: string;
beforeEach(() => {
  domainId = `domain-${number++}`;
  clock = new VirtualClock();
  index = new CallIndex(table);
  store = new DynamoCallStore({ ...table, clock });
});

async function add(...lines: string[]): Promise<void> {
  for (const line of lines) {
    const indexedLine = readIndexedLine(logEvent(line));
    if (!indexedLine) throw new Error(`no call: ${line}`);
    await index.add(indexedLine);
  }
}

/** A call that was made `ago` milliseconds before now. */
function call(ago: number, more: Partial<TestCall> = {}): TestCall {
  return { time: clock.now() - ago, unique: `${domainId}-${ago}`, domainId, ...more };
}

async function list(query: Partial<CallQuery> = {}) {
  const page = await store.list({ domainId, source: 'api', limit: 20, ...query });
  return page === 'unknown-cursor' ? page : page.map(({ id }) => id);
}

describe('a call', () => {
  it('has no secret in the table, even when its line contains one', async () => {
    const line = call(1000, { path: '/prod/notes;token=planted-1' });
    await add(
      accessLine(line),
      helperLine(line, {
        url: 'https://api.example.com/prod/notes?api_key=planted-2',
        request: '{"name":"password","value":"planted-3","note":"milk"}',
        response: '<a><token>planted-4',
        error: 'Error: Bearer planted-5',
        userAgent: 'password=planted-6',
      }),
    );
    const items = JSON.stringify(await table.items());
    expect(items).not.toContain('planted');
    expect(items).toContain('milk');
  });

  it('is joined from the access line and the helper record', async () => {
    const line = call(1000, { status: 502 });
    await add(accessLine(line), helperLine(line, { request: '{"a":1}', status: 200 }));
    const [found] = (await store.list({ domainId, source: 'api', limit: 1 })) as object[];
    expect(found).toEqual({
      id: callId(line),
      userId: 'ann',
      domainId,
      source: 'api',
      ip: '203.0.113.10',
      method: 'GET',
      url: 'https://api.example.com/prod/notes',
      status: 502,
      createdAt: '2026-11-21T11:59:59.000Z',
      request: '{"a":1}',
      response: `{"of":"${line.unique}"}`,
      route: '/notes',
      latencyMs: 19,
      error: null,
      userAgent: 'curl/8.1',
      requestId: `request-${line.unique}`,
      functionRequestId: `lambda-${line.unique}`,
      traceId: null,
    });
    expect(Object.keys(found ?? {}).slice(0, 11)).toEqual(
      'id userId domainId source ip method url status createdAt request response'.split(' '),
    );
  });

  it('can be read before its access line arrives', async () => {
    await add(helperLine(call(1000)));
    expect(await list()).toEqual([callId(call(1000))]);
  });

  it('is stored once, although its lines arrive twice and in any order', async () => {
    const lines = [0, 1, 2].map((n) => call(n * 40 * DAY));
    const messages = lines.flatMap((line, n) => [
      accessLine(line),
      // The helper record has another URL than the access line.
      helperLine(line, { url: `https://elsewhere.example.com/${n}` }),
    ]);
    await add(...messages);
    const itemsOfDomain = async () => (await table.items()).filter(({ pk }) => String(pk).includes(`#${domainId}#`));
    const once = await itemsOfDomain();
    await add(...messages.toReversed(), ...messages);
    expect(await itemsOfDomain()).toEqual(once);

    const other = await startCallsTable();
    try {
      index = new CallIndex(other);
      await add(...messages.toReversed());
      expect(await other.items()).toEqual(once);
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });

  it('keeps 8 KB of each body, in whole characters, with a mark', async () => {
    await add(helperLine(call(1000), { request: 'ä€😀'.repeat(3000), response: 'x'.repeat(8192) }));
    const [found] = (await store.list({ domainId, source: 'api', limit: 1 })) as ApiCall[];
    expect(Buffer.byteLength(found?.request ?? '')).toBeLessThanOrEqual(8192);
    expect(Buffer.byteLength(found?.request ?? '')).toBeGreaterThan(8180);
    expect(found?.request).toMatch(/^(ä€😀)+(ä€?)?… \[cut\]$/u);
    expect(found?.response).toBe('x'.repeat(8192));
  });

  it('is left out after it has expired, even when the table still has it', async () => {
    await add(accessLine(call(89 * DAY)), accessLine(call(91 * DAY)));
    expect(await list()).toEqual([callId(call(89 * DAY))]);
    expect(await list({ startingAfter: callId(call(91 * DAY)) })).toBe('unknown-cursor');
  });
});

describe('pages', () => {
  it('are in order, newest first, also when months have no calls', async () => {
    const lines = [0, 1, 45 * DAY, 80 * DAY].map((ago) => call(ago));
    await add(...lines.map(accessLine));
    const ids = lines.map(callId);
    expect(await list()).toEqual(ids);
    expect(await list({ limit: 3 })).toEqual(ids.slice(0, 3));
    expect(await list({ startingAfter: ids[1], limit: 1 })).toEqual([ids[2]]);
    expect(await list({ startingAfter: ids[3] })).toEqual([]);
    expect(await list({ endingBefore: ids[3], limit: 2 })).toEqual([ids[1], ids[2]]);
    expect(await list({ endingBefore: ids[0] })).toEqual([]);
  });

  it('contain every call once, in both directions, while new calls arrive', async () => {
    const lines = Array.from({ length: 57 }, (_, n) => call(n * DAY + 1000));
    await add(...lines.map(accessLine));
    const ids = lines.map(callId);
    const forward = ((await list({ limit: 7 })) as string[]).slice();
    for (let fresh = 0; ; fresh += 1) {
      await add(accessLine(call(-fresh, { unique: `fresh-${fresh}` })));
      const page = (await list({ limit: 7, startingAfter: forward.at(-1) })) as string[];
      if (page.length === 0) break;
      forward.push(...page);
    }
    expect(forward).toEqual(ids);
    const backward: string[] = [];
    for (let cursor = ids.at(-1); backward.length < ids.length - 1; cursor = backward[0]) {
      backward.unshift(...((await list({ limit: 7, endingBefore: cursor })) as string[]));
    }
    expect(backward.slice(-56)).toEqual(ids.slice(0, -1));
  });

  it('by URL contain only the calls to it, with any query string', async () => {
    const calls = [1, 2, 3, 4].map((ago) => call(ago, { path: ago % 2 ? '/prod/a' : '/prod/b' }));
    await add(...calls.map(accessLine));
    const ids = calls.map(callId);
    expect(await list({ url: 'https://api.example.com/prod/a' })).toEqual([ids[0], ids[2]]);
    expect(await list({ url: 'https://api.example.com/prod/b?x=1', startingAfter: ids[1] })).toEqual([ids[3]]);
    expect(await list({ url: 'https://api.example.com/prod' })).toEqual([]);
  });
});

describe('tenants', () => {
  it('cannot read the calls or the ids of another tenant, for any name', async () => {
    const ownCall = call(1000);
    const month = new Date(ownCall.time).toISOString().slice(0, 7);
    const similar = { ...ownCall, domainId: `${domainId}#api#${month}` };
    await add(accessLine(ownCall), accessLine({ ...similar, unique: 'similar' }));
    expect(await list()).toEqual([callId(ownCall)]);
    expect(await list({ domainId: similar.domainId })).toEqual([callId({ ...similar, unique: 'similar' })]);
    for (const cursor of ['startingAfter', 'endingBefore']) {
      expect(await list({ domainId: 'stranger', [cursor]: callId(ownCall) })).toBe('unknown-cursor');
      expect(await list({ source: 'webhook', [cursor]: callId(ownCall) })).toBe('unknown-cursor');
    }
  });

  it('cannot be chosen by a client with quotes in its user agent or path', async () => {
    const forged = `x","domainId":"${domainId}","apiId":"${domainId}","time":"0","y":"`;
    for (const field of ['userAgent', 'path']) {
      const line = accessLine({ time: clock.now(), unique: `${domainId}-${field}`, apiId: `own-${domainId}` });
      await add(line.replace(new RegExp(`"${field}":"[^"]*"`), `"${field}":"${forged}"`));
    }
    expect(await list()).toEqual([]);
    expect(await list({ domainId: `own-${domainId}` })).toHaveLength(2);
  });

  it('are chosen by the authorizer; without one, the domain is the API id', async () => {
    await add(accessLine({ time: clock.now(), unique: domainId, apiId: domainId }));
    expect(await list()).toHaveLength(1);
  });
});
