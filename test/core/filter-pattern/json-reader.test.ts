import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonNumber, type JsonValue, readJson } from '../../../core/filter-pattern/json-reader.ts';
import { anyText } from './arbitraries.ts';

function plain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, child]) => [key, plain(child)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const jsonLikeText = fc.string({
  unit: fc.oneof(fc.constantFrom(...'{}[]:,"\\ \n\t-+.eE019', 'true', 'null', '\\u00e9', '"a"', '\u0001'), fc.json()),
  maxLength: 10,
});

describe('readJson', () => {
  it('accepts the same texts as JSON.parse', () => {
    fc.assert(
      fc.property(fc.oneof(jsonLikeText, fc.json(), anyText), (text) => {
        const value = readJson(text);
        expect(value === undefined ? undefined : plain(value)).toEqual(parseOrUndefined(text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    '',
    ' ',
    '"a\nb"',
    '"\u0001"',
    '"\\x"',
    '"\\u12"',
    '"a',
    '01',
    '1.',
    '.5',
    '+1',
    '1e',
    'nul',
    'NaN',
    '[1,]',
    '[1 2]',
  ])('returns undefined for %j', (text) => {
    expect(readJson(text)).toBeUndefined();
  });

  it.each(['{,}', '{"a"}', '{"a":}', '{"a":1,}', '{a:1}', '{1:1}', '{"a" 1}', '{"a":1]', '[1}', '[', '{}{}', '[1]x'])(
    'returns undefined for %s',
    (text) => {
      expect(readJson(text)).toBeUndefined();
    },
  );

  it('keeps the text of each number', () => {
    expect(readJson('[1.0, 1e0, -0, 12345678901234567890]')).toEqual(
      ['1.0', '1e0', '-0', '12345678901234567890'].map((text) => new JsonNumber(text)),
    );
  });

  it('keeps the last of equal keys, and treats no key as special', () => {
    expect(readJson('{"a":true,"a":false,"__proto__":null}')).toEqual(
      new Map<string, JsonValue>([
        ['a', false],
        ['__proto__', null],
      ]),
    );
  });

  it.each([
    ['arrays', '['.repeat(500_000) + ']'.repeat(500_000)],
    ['objects', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
  ])('parses %s nested as deep as the length of a log event allows', (_what, text) => {
    expect(readJson(text)).toBeDefined();
    expect(readJson(text.slice(0, -1))).toBeUndefined();
  });
});
