import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sanitize, sanitizeJson } from '../../../core/render/sanitize.ts';

const ESC = '\u001b';
const NOT_ALLOWED = /(?![\t\n\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/u;
const anyText = fc.string({ unit: 'binary' });

describe('sanitize', () => {
  it.each([
    ['a colour', `${ESC}[31mred`, '\\x1b[31mred'],
    ['a window title', `${ESC}]0;title\u0007`, '\\x1b]0;title\\x07'],
    ['an escape sequence in the form of one byte', '\u009b31m', '\\x9b31m'],
    ['a carriage return that would overwrite the line', 'bad\rgood', 'bad\\x0dgood'],
    ['a right-to-left override', 'a\u202eb', 'a\\u202eb'],
    ['an invisible tag character', 'a\u{e0041}', 'a\\udb40\\udc41'],
  ])('makes %s visible', (_, text, expected) => {
    expect(sanitize(text)).toBe(expected);
  });

  it('does not change tabs, newlines, accents, wide letters and joined emoji', () => {
    const text = 'tab\tnewline\nÉ 日本 👩‍👩‍👧';
    expect(sanitize(text)).toBe(text);
  });

  it('removes all unsafe characters from any text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(sanitize(text)).not.toMatch(NOT_ALLOWED);
      }),
    );
  });
});

describe('sanitizeJson', () => {
  it('escapes characters that JSON.stringify leaves, and the JSON still has the same value', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = sanitizeJson(JSON.stringify(text));
        expect(json).not.toMatch(NOT_ALLOWED);
        expect(JSON.parse(json)).toBe(text);
      }),
    );
  });
});
