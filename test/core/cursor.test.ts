import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Cursor, CursorCodec } from '../../core/cursor.ts';

const codec = new CursorCodec(randomBytes(32));
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const watermarks = fc.record({ prompt: time, late: time });
const cursors: fc.Arbitrary<Cursor> = fc.record({
  after: watermarks,
  upTo: watermarks,
  at: fc.record({ timestamp: time, identity: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
});

it('a cursor is decoded unchanged', () => {
  fc.assert(
    fc.property(cursors, fc.string(), (cursor, log) => {
      expect(codec.decode(log, codec.encode(log, cursor))).toEqual(cursor);
    }),
  );
});

it('a cursor is encoded as a URL-safe string of a fixed length', () => {
  fc.assert(
    fc.property(cursors, (cursor) => {
      expect(codec.encode('log', cursor)).toMatch(/^[\w-]{74}$/);
    }),
  );
});

it('a cursor is invalid for another log, with another key, and with any changed bit', () => {
  fc.assert(
    fc.property(cursors, fc.nat(54), fc.nat(7), (cursor, index, bit) => {
      const text = codec.encode('log', cursor);
      const bytes = Buffer.from(text, 'base64url');
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
      expect(codec.decode('log', bytes.toString('base64url'))).toBeUndefined();
      expect(codec.decode('log ', text)).toBeUndefined();
      expect(new CursorCodec(randomBytes(32)).decode('log', text)).toBeUndefined();
    }),
  );
});

it('any other text is not a cursor', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      expect(codec.decode('log', text)).toBeUndefined();
    }),
  );
});

it('a cursor has exactly one encoding', () => {
  const text = codec.encode('log', {
    after: { prompt: 1, late: 2 },
    upTo: { prompt: 3, late: 4 },
    at: { timestamp: 5, identity: 6n },
  });
  // The last character has unused bits.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const read = [...alphabet].filter((last) => codec.decode('log', text.slice(0, -1) + last) !== undefined);
  expect(read).toEqual([text.at(-1)]);
});
