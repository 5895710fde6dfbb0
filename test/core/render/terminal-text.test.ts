import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { cut, paragraph } from '../../../core/render/terminal-text.ts';

it.each([
  ['a text that fits', 'abc', 3, 'abc'],
  ['a text that is one column too long', 'abcd', 3, 'ab…'],
  ['wide letters of two columns', '日本語', 4, '日…'],
  ['a tab, up to the next tab stop', 'ab\tc', 9, 'ab      c'],
  ['tabs beyond the width', 'ab\tcd\tef', 12, 'ab      cd …'],
  ['a tab after wide letters', '日本\tc', 9, '日本    c'],
  ['an emoji of several code points', 'ab👩‍👩‍👧cd', 5, 'ab👩‍👩‍👧…'],
])('cuts by columns: %s', (_, text, columns, expected) => {
  expect(cut(text, columns)).toBe(expected);
});

it('cuts to at most the given number of columns', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, columns) => {
      expect(stringWidth(cut(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

it('replaces all tabs', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('\t', 'a', '日') }),
      fc.integer({ min: 1, max: 40 }),
      (text, columns) => {
        const shown = cut(text, columns);
        expect(shown).not.toContain('\t');
        expect(stringWidth(shown)).toBeLessThanOrEqual(columns);
      },
    ),
  );
});

it('cuts a line of a megabyte without reading all of it', () => {
  expect(cut('x'.repeat(1_000_000), 80)).toBe(`${'x'.repeat(79)}…`);
});

it('breaks a paragraph between words', () => {
  expect(paragraph('one two three', 20)).toEqual(['one two three']);
  expect(paragraph('one two three four five six', 20)).toEqual(['one two three four', 'five six']);
  expect(paragraph(`see ${'x'.repeat(30)} there`, 20)).toEqual(['see', 'x'.repeat(30), 'there']);
  expect(paragraph('日本語 日本語 日本語 日本語', 20)).toEqual(['日本語 日本語 日本語', '日本語']);
  // Without a terminal, and on one that is too narrow for text.
  expect(paragraph('one two three four five six', undefined)).toHaveLength(1);
  expect(paragraph('one two three four five six', -2)).toEqual(['one two three four', 'five six']);
});
