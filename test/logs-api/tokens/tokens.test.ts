import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCursorKey } from '../../../logs-api/cursor-key.ts';
import { SessionToken } from '../../../logs-api/tokens/session-token.ts';
import { TokenStore } from '../../../logs-api/tokens/token-store.ts';
import { VirtualClock } from '../../core/sources/virtual-clock.ts';
import { type CallsTable, startCallsTable } from '../local-calls-table.ts';

let table: CallsTable;
let clock: VirtualClock;
let store: TokenStore;
beforeAll(async () => {
  table = await startCallsTable();
});
afterAll(() => table[Symbol.asyncDispose]());
beforeEach(() => {
  clock = new VirtualClock();
  store = new TokenStore({ ...table, clock });
});

describe('a token', () => {
  it('identifies its domain or operator until it is revoked', async () => {
    const { text, info } = await store.create({ domainId: 'acme', scopes: ['logs:read:api'] });
    expect(await store.verify(`Bearer ${text}`)).toEqual({
      tokenId: info.id,
      domainId: 'acme',
      scopes: ['logs:read:api'],
    });
    expect(await store.revoke(info.id)).toBe(true);
    expect(await store.verify(`Bearer ${text}`)).toBeUndefined();
    expect(await store.revoke(info.id)).toBe(false);
  });

  it('expires, even when the table still has it', async () => {
    const { text, info } = await store.create({ domainId: null, scopes: ['logs:read:*'], lifetimeMs: 10_000 });
    clock.advance(9000);
    expect(await store.verify(`Bearer ${text}`)).toBeDefined();
    clock.advance(1000);
    expect(await store.verify(`Bearer ${text}`)).toBeUndefined();
    expect((await store.list()).map(({ id }) => id)).not.toContain(info.id);
  });

  it('cannot be restored from the table', async () => {
    const { text } = await store.create({ domainId: 'acme', scopes: [] });
    const [, secret = ''] = text.split('.');
    expect(JSON.stringify(await table.items())).not.toContain(secret.slice(0, 10));
  });

  it('with the key of another item in the table is not valid', async () => {
    await loadCursorKey(table.client, table.tableName);
    for (const id of ['cursors', 'months', '../K', '']) {
      expect(await store.verify(`Bearer ${id}.${'A'.repeat(43)}`)).toBeUndefined();
    }
  });

  it('of a session identifies an operator', () => {
    const session = new SessionToken();
    expect(session.verify(`Bearer ${session.text}`)).toMatchObject({ domainId: null, scopes: ['logs:read:*'] });
    expect(session.verify(`Bearer ${new SessionToken().text}`)).toBeUndefined();
    const [, secret] = session.text.split('.');
    expect(session.verify(`Bearer 000000000000.${secret}`)).toBeUndefined();
    expect(session.verify(null)).toBeUndefined();
  });
});

it('the cursor key is created once, by hosts that start at the same time', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadCursorKey(table.client, table.tableName)));
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  expect(keys[0]).toHaveLength(32);
});
