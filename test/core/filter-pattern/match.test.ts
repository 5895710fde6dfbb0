import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, extract } from '../../../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../../../core/filter-pattern/parse.ts';
import { filterPattern, line } from './arbitraries.ts';

/** Of these lines, those that the pattern should not match, and does or the other way round. */
function wrong(pattern: string, { yes = [], no = [] }: { yes?: readonly string[]; no?: readonly string[] }) {
  const matches = compile(parseFilterPattern(pattern));
  return [...yes.filter((text) => !matches(text)), ...no.filter(matches)];
}

describe('compile', () => {
  it('never throws, and agrees with extract', () => {
    fc.assert(
      fc.property(filterPattern, line, (pattern, message) => {
        expect(compile(pattern)(message)).toBe(extract(pattern, message) !== undefined);
      }),
      { numRuns: 5000 },
    );
  });

  it('finds a phrase where it stands, quotation marks and backslashes in it too', () => {
    expect(
      wrong('"say \\"hi\\" C:\\\\tmp \\d"', { yes: ['I say "hi" C:\\tmp \\d'], no: ['say hi C:\\tmp \\d'] }),
    ).toEqual([]);
  });

  it('excludes and asks for regular expressions among terms', () => {
    expect(wrong('ERROR -%4\\d\\d%', { yes: ['ERROR 500'], no: ['ERROR 404', '500'] })).toEqual([]);
    expect(wrong('?%4\\d\\d% ?timeout', { yes: ['404', 'timeout'], no: ['500'] })).toEqual([]);
  });

  it('finds numbers among JSON values by their digits when a string, a wildcard or an expression asks', () => {
    expect(wrong('{ $.v = 4* }', { yes: ['{"v":404}', '{"v":"4xx"}'], no: ['{"v":5e4}', '{"v":-4}'] })).toEqual([]);
    expect(wrong('{ $.v = %^4\\d\\d$% }', { yes: ['{"v":404}', '{"v":"404"}'], no: ['{"v":404.0}'] })).toEqual([]);
    expect(wrong('{ $.v != %^4% }', { yes: ['{"v":500}'], no: ['{"v":404}', '{"v":true}', '{}'] })).toEqual([]);
  });

  it.each([
    ['=', ['2', '2.0', '+2', '20e-1', '2.'], ['3', 'two', '', '0x2', '2 ', 'Infinity']],
    ['!=', ['3', 'two'], ['2', '2.0']],
    ['<', ['1', '-5', '.5'], ['2', 'one', '']],
    ['<=', ['2', '1'], ['2.1', 'NaN']],
    ['>', ['3', '1e9'], ['2', 'Infinity', '']],
    ['>=', ['2', '2.5'], ['1.9']],
  ])('compares fields with %s 2', (operator, yes, no) => {
    const quoted = (values: readonly string[]) => values.map((value) => `"${value}" end`);
    expect(wrong(`[size ${operator} 2, end]`, { yes: quoted(yes), no: quoted(no) })).toEqual([]);
  });

  it('takes a JSON line with white space around it, and none with text before or behind', () => {
    expect(wrong('{ $.a = 1 }', { yes: [' {"a":1}\n'], no: ['x {"a":1}', '{"a":1} x', ''] })).toEqual([]);
  });

  it('looks for own keys alone', () => {
    expect(wrong('{ $.constructor NOT EXISTS && $.__proto__ NOT EXISTS }', { yes: ['{}'] })).toEqual([]);
    expect(wrong('{ $.__proto__ = 1 }', { yes: ['{"__proto__":1}'] })).toEqual([]);
  });

  it('finds any value by a wildcard, and a missing one only when there is none', () => {
    expect(
      wrong('{ $.*.id = 2 }', { yes: ['{"a":{"id":1},"b":{"id":2}}'], no: ['{"id":2}', '{"a":[{"id":2}]}'] }),
    ).toEqual([]);
    expect(
      wrong('{ $.a[*].b NOT EXISTS }', { yes: ['{"a":[{"c":1}]}', '{"a":[]}'], no: ['{"a":[{"c":1},{"b":1}]}'] }),
    ).toEqual([]);
    expect(wrong('{ $.a[*] != 1 }', { yes: ['{"a":[1,2]}'], no: ['{"a":[1,1]}', '{"a":[]}'] })).toEqual([]);
  });

  it('matches a line with fewer fields than names never, and one with more when the last takes the rest', () => {
    expect(wrong('[a, b, c]', { yes: ['1 2 3', '1 2 3 4', ' 1\t2\n3 '], no: ['', '1', '1 2', '1 "2 3"'] })).toEqual([]);
    expect(wrong('[a, ..., c]', { yes: ['1 2', '1 2 3 4'], no: ['1'] })).toEqual([]);
    expect(wrong('[]', { yes: ['', ' ', 'a b'] })).toEqual([]);
    expect(wrong('[...]', { yes: ['', 'a b'] })).toEqual([]);
    expect(wrong('[w1=ERROR]', { yes: ['ERROR'], no: ['ERROR and more'] })).toEqual([]);
  });
});

describe('extract', () => {
  it.each<[pattern: string, message: string, values: Record<string, string> | undefined]>([
    ['ERROR', 'an ERROR', {}],
    ['', '', {}],
    ['[a, , c]', '1 2 3', { $a: '1', $2: '2', $c: '3' }],
    ['[a, ...]', '1 2 3', { $a: '1', $2: '2', $3: '3' }],
    ['[]', '', {}],
    ['[a, rest]', ' 1  [2 3] "4 5"  ', { $a: '1', $rest: '[2 3] "4 5"' }],
    ['[a, b]', '"" []', { $a: '', $b: '' }],
    ['[a, b, c]', '[1]2 3', { $a: '1', $b: '2', $c: '3' }],
    ['[a, b]', 'k="v w"', { $a: 'k="v', $b: 'w"' }],
    ['[__proto__, b]', '1 2', { $__proto__: '1', $b: '2' }],
    ['[a=2, b]', '1 2', undefined],
  ])('%s on "%s"', (pattern, message, values) => {
    expect(extract(parseFilterPattern(pattern), message)).toEqual(values);
  });
});
