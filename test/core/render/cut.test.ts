import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { cut } from '../../../core/render/cut.ts';

it.each([
  ['short enough', 'abc', 3, 'abc'],
  ['one too long', 'abcd', 3, 'ab…'],
  ['wide letters, two columns each', '日本語', 4, '日…'],
  ['an emoji of several code points', 'ab👩‍👩‍👧cd', 5, 'ab👩‍👩‍👧…'],
])('cuts by columns: %s', (_, text, columns, expected) => {
  expect(cut(text, columns)).toBe(expected);
});

it('never takes more columns than there are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
      expect(stringWidth(cut(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

it('does not walk a line of a megabyte to its end', () => {
  expect(cut('x'.repeat(1_000_000), 80)).toBe(`${'x'.repeat(79)}…`);
});
