import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWildcard } from '../../core/wildcard.ts';

const letters = (extra: string) => fc.string({ unit: fc.constantFrom(...`ab.${extra}`), maxLength: 8 });

describe('compileWildcard', () => {
  it('matches the same texts as the regular expression with .* for each *', () => {
    fc.assert(
      fc.property(letters('*'), letters('\n'), (pattern, text) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
        expect(compileWildcard(pattern)(text)).toBe(new RegExp(`^${source}$`, 's').test(text));
      }),
      { numRuns: 5000 },
    );
  });

  it('matches any character for each ?, if asked for, as the regular expression with .', () => {
    fc.assert(
      fc.property(letters('*?'), letters('\n?'), (pattern, text) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.');
        expect(compileWildcard(pattern, '?')(text)).toBe(new RegExp(`^${source}$`, 's').test(text));
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['*111.111', '111.111.111', true],
    ['111*111', '111.111.111', true],
    ['**', '', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s on "%s": %s', (pattern, text, matches) => {
    expect(compileWildcard(pattern)(text)).toBe(matches);
  });
});
