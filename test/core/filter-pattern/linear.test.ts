import { describe, expect, it } from 'vitest';
import { readJson } from '../../../core/filter-pattern/json-reader.ts';
import { compileFilterPattern } from '../../../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../../../core/filter-pattern/parse.ts';
import { compileWildcard } from '../../../core/wildcard.ts';

/** A text that counts how many characters are read: one for each single access, and all characters that a search passes or a slice
 *  copies. */
class CountedText {
  steps = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get length(): number {
    return this.text.length;
  }

  charCodeAt(at: number): number {
    this.steps += 1;
    return this.text.charCodeAt(at);
  }

  charAt(at: number): string {
    this.steps += 1;
    return this.text.charAt(at);
  }

  slice(start: number, end?: number): string {
    const copy = this.text.slice(start, end);
    this.steps += copy.length;
    return copy;
  }

  indexOf(search: string, from = 0): number {
    const found = this.text.indexOf(search, from);
    this.steps += (found === -1 ? this.text.length : found + search.length) - from;
    return found;
  }

  includes(search: string): boolean {
    return this.indexOf(search) !== -1;
  }

  startsWith(search: string): boolean {
    this.steps += search.length;
    return this.text.startsWith(search);
  }

  endsWith(search: string): boolean {
    this.steps += search.length;
    return this.text.endsWith(search);
  }
}

function countSteps(run: (text: string) => unknown, text: string): number {
  const counted = new CountedText(text);
  run(counted as unknown as string);
  return counted.steps;
}

/** The maximum number of reads of each character, for each part of the pattern that reads the line. */
const MAX_READS = 8;
const SIZES = [1000, 100_000];

describe('matching reads each character of a line a bounded number of times', () => {
  it.each<[pattern: string, parts: number, line: (size: number) => string]>([
    ['%a*a*a*a*a*a*a*a*b%', 1, (size) => 'a'.repeat(size)],
    ['%.*.*.*.*.*.*.*.*=.*x$%', 1, (size) => 'x='.repeat(size / 2)],
    ['%^a?a?a?a?a?a?a?a?a{0,500}a{500}b%', 1, (size) => 'a'.repeat(size)],
    ['%[ab]*a[ab]{900}c%', 1, (size) => 'ab'.repeat(size / 2)],
    ['%\\w+\\w+\\w+$|\\s+\\s+$%', 1, (size) => `${'a'.repeat(size / 2)}${' '.repeat(size / 2)}!`],
    [`?${'x ?'.repeat(300)}x`, 301, (size) => 'a'.repeat(size)],
    ['[..., last = %a*b%]', 2, (size) => '"a '.repeat(size / 3)],
    ['[..., last = x]', 1, (size) => '[a '.repeat(size / 3)],
    ['[..., last = x]', 1, (size) => '["'.repeat(size / 2)],
    ['[a, rest = "*a*a*a*a*a*b"]', 1, (size) => 'a '.repeat(size / 2)],
    ['{ $.a.b.c = 1 }', 1, (size) => '{"a":'.repeat(size / 5)],
    ['{ $.a[*].b = 1 || $.* = "x" || $.a[*] = 2 }', 1, (size) => `{"a":[${'1,'.repeat(size / 2)}1]}`],
    ['{ $.a = "*x*x*x*y" }', 1, (size) => `{"a":"${'\\u0078'.repeat(size / 6)}"}`],
    ['{ $.a NOT EXISTS }', 1, (size) => `{${' '.repeat(size)}`],
  ])('%.40s', (pattern, parts, line) => {
    const matches = compileFilterPattern(parseFilterPattern(pattern));
    for (const size of SIZES) {
      const text = line(size);
      expect(countSteps(matches, text)).toBeLessThanOrEqual(MAX_READS * parts * text.length);
    }
  });

  it('for wildcards', () => {
    const matches = compileWildcard(`${'*a'.repeat(400)}*b`);
    for (const size of SIZES) expect(countSteps(matches, 'a'.repeat(size))).toBeLessThanOrEqual(MAX_READS * size);
    const late = compileWildcard('*ab*ab*c*');
    for (const size of SIZES) expect(countSteps(late, 'ab'.repeat(size / 2))).toBeLessThanOrEqual(MAX_READS * size);
  });

  it('for globs, which the scope of a token can have', () => {
    for (const glob of ['*-*-*-*-prod', '*?*?*?*?*?x', `${'*?a'.repeat(80)}*b`]) {
      const matches = compileWildcard(glob, '?');
      for (const size of SIZES) {
        for (const text of ['-'.repeat(size), 'a'.repeat(size), 'a-'.repeat(size / 2)]) {
          expect(countSteps(matches, text)).toBeLessThanOrEqual(MAX_READS * text.length);
        }
      }
    }
  });

  it('for JSON that ends early', () => {
    for (const size of SIZES) {
      for (const text of ['{"a":"'.padEnd(size, 'x'), '{"a":'.padEnd(size, '1'), '{"a":1'.padEnd(size, ' ')]) {
        expect(countSteps(readJson, text)).toBeLessThanOrEqual(MAX_READS * size);
      }
    }
  });
});
