import { describe, expect, it } from 'vitest';
import { cutUtf8, utf8Boundary } from '../../core/cut-utf8.ts';

describe('cutUtf8', () => {
  it.each<[string, string, number, string]>([
    ['a text that fits is unchanged', 'äöü', 6, 'äöü'],
    ['a longer text is cut and marked', 'abcdef', 4, 'abcd…'],
    ['a character is not split', 'äöü', 5, 'äö…'],
    ['a surrogate pair is not split', 'a😀b', 4, 'a…'],
  ])('%s', (_, text, maxBytes, expected) => {
    expect(cutUtf8(text, maxBytes, '…')).toBe(expected);
  });
});

describe('utf8Boundary', () => {
  it.each<[string, string, number, number]>([
    ['between characters', 'aä', 1, 1],
    ['within a character', 'aä', 2, 1],
    ['within a character of four bytes', '😀', 3, 0],
    ['at the end', 'aä', 3, 3],
  ])('%s', (_, text, end, expected) => {
    expect(utf8Boundary(Buffer.from(text), end)).toBe(expected);
  });

  it('goes back four bytes at most in bytes that are not UTF-8', () => {
    expect(utf8Boundary(Buffer.alloc(10, 0x80), 8)).toBe(4);
  });
});
