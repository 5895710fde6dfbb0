import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_PATTERN_LENGTH, parseFilterPattern } from '../../../core/filter-pattern/parse.ts';
import { printFilterPattern } from '../../../core/filter-pattern/print.ts';
import { filterPattern } from './arbitraries.ts';

describe('printFilterPattern', () => {
  it('prints every pattern so that it is parsed to the same pattern', () => {
    fc.assert(
      fc.property(filterPattern, (pattern) => {
        const text = printFilterPattern(pattern);
        fc.pre(text.length <= MAX_PATTERN_LENGTH);
        expect(parseFilterPattern(text)).toEqual(pattern);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['   ', ''],
    ['ERROR  -"exit code"  ?warn', 'ERROR -"exit code" ?warn'],
    ['"quoted" "say \\"hi\\""', 'quoted "say \\"hi\\""'],
    ['{$.a=1&&($.b="x"||$.c IS NULL)}', '{ $.a = 1 && ($.b = "x" || $.c IS NULL) }'],
    ['{ ($.a = 1 && $.b = 2) || $.c = 3 }', '{ $.a = 1 && $.b = 2 || $.c = 3 }'],
    ["{ $.['a.b'][0].c not exists }", "{ $.['a.b'][0].c NOT EXISTS }"],
    ['[ip,,user=a*||user=b*, ... ,size>1e3]', '[ip, , user = "a*" || user = "b*", ..., size > 1e3]'],
  ])('prints %s as %s', (text, printed) => {
    expect(printFilterPattern(parseFilterPattern(text))).toBe(printed);
  });
});
