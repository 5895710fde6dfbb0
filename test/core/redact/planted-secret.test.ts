import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact, redactText } from '../../../core/redact/redact.ts';

const PLANTED = 'pl4nted-s3cret';

const secretName = fc.constantFrom(
  'password',
  'Authorization',
  'x-api-key',
  'X-Amz-Security-Token',
  'client_secret',
  'DB_PWD',
  'idToken',
);
const harmless = fc.constantFrom<unknown>(
  'milk',
  'it\'s {5" wide}',
  'a\\b,c: d=e',
  '[x',
  12,
  null,
  true,
  ['a', 'b'],
  {},
);

/** Values that contain a secret and its name. */
const holder = fc
  .tuple(secretName, fc.constantFrom(PLANTED, `my ${PLANTED}, "x"`), harmless)
  .chain(([name, secret, other]) =>
    fc.constantFrom<unknown>(
      { a: other, [name]: secret, z: other },
      { [name]: [secret, other] },
      { a: other, name, type: other, value: secret },
      { Key: name, Value: secret },
      { key: name, value: { stringValue: secret } },
      [
        [name, secret],
        ['a', other],
      ],
      { rawHeaders: ['Host', 'h', name, secret] },
    ),
  );

const nested = fc
  .tuple(holder, harmless, fc.constantFrom<'list' | 'object' | 'text' | 'none'>('list', 'object', 'text', 'none'))
  .map(([value, other, shape]) => {
    if (shape === 'list') return [other, value, other];
    if (shape === 'object') return { first: other, inner: value, last: other };
    return shape === 'text' ? { body: JSON.stringify(value), last: other } : value;
  });

/** Ways to put a text into another. */
const wrap = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => `2026-11-21T10:00:00Z\tINFO\tgot ${text} from ann`,
  (text) => JSON.stringify({ statusCode: 200, body: text }),
  (text) => JSON.stringify({ input: JSON.stringify({ body: text }) }),
  (text) => `GET /notes?filter=${encodeURIComponent(text)}&page=2`,
  (text) => `filter=${encodeURIComponent(encodeURIComponent(text))}`,
  (text) => `<request><body>${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}</body></request>`,
  (text) => `{"event":"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\u0022')}"}`,
  (text) => JSON.stringify({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true }),
);

function isShown(text: string): boolean {
  const base64 = text.match(/[\w+/]{12,}={0,2}/g) ?? [];
  return text.includes(PLANTED) || base64.some((piece) => Buffer.from(piece, 'base64').includes(PLANTED));
}

describe('a planted secret', () => {
  it('is not in the copy of a value', () => {
    fc.assert(
      fc.property(nested, (value) => {
        expect(isShown(JSON.stringify(redact(value)))).toBe(false);
      }),
    );
  });

  it('is not in a redacted text that contains the value as JSON or as printed by Node.js', () => {
    fc.assert(
      fc.property(nested, fc.boolean(), wrap, (value, isPrinted, wrapped) => {
        const text = wrapped(isPrinted ? inspect(value, { depth: null, breakLength: 60 }) : JSON.stringify(value));
        const once = redactText(text);
        expect(isShown(once)).toBe(false);
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('is not in a redacted text that was cut off at any place', () => {
    fc.assert(
      fc.property(
        nested,
        wrap,
        fc.nat(),
        fc.constantFrom('', ' [TRUNCATED]', '… [cut]'),
        (value, wrapped, at, mark) => {
          const text = wrapped(JSON.stringify(value));
          const cut = text.slice(0, at % (text.length + 1));
          expect(isShown(redactText(cut + mark))).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
