import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilterPattern, extractFields } from '../../../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../../../core/filter-pattern/parse.ts';
import { filterPattern, line } from './arbitraries.ts';

/** Returns the lines with a wrong result: those of `yes` that do not match, and those of `no` that match. */
function wrong(pattern: string, { yes = [], no = [] }: { yes?: readonly string[]; no?: readonly string[] }) {
  const matches = compileFilterPattern(parseFilterPattern(pattern));
  return [...yes.filter((text) => !matches(text)), ...no.filter(matches)];
}

describe('compileFilterPattern', () => {
  it('never throws, and matches exactly when extractFields returns a result', () => {
    fc.assert(
      fc.property(filterPattern, line, (pattern, message) => {
        expect(compileFilterPattern(pattern)(message)).toBe(extractFields(pattern, message) !== undefined);
      }),
      { numRuns: 5000 },
    );
  });

  it('matches a phrase with quotation marks and backslashes in it', () => {
    expect(
      wrong('"say \\"hi\\" C:\\\\tmp \\d"', { yes: ['I say "hi" C:\\tmp \\d'], no: ['say hi C:\\tmp \\d'] }),
    ).toEqual([]);
  });

  it('matches regular expressions as required, excluded and optional terms', () => {
    expect(wrong('ERROR -%4\\d\\d%', { yes: ['ERROR 500'], no: ['ERROR 404', '500'] })).toEqual([]);
    expect(wrong('?%4\\d\\d% ?timeout', { yes: ['404', 'timeout'], no: ['500'] })).toEqual([]);
  });

  it('compares JSON numbers by their digits with a wildcard or a regular expression', () => {
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

  it('matches a JSON line with white space around it, but not with text around it', () => {
    expect(wrong('{ $.a = 1 }', { yes: [' {"a":1}\n'], no: ['x {"a":1}', '{"a":1} x', ''] })).toEqual([]);
  });

  it('selects only own keys of an object', () => {
    expect(wrong('{ $.constructor NOT EXISTS && $.__proto__ NOT EXISTS }', { yes: ['{}'] })).toEqual([]);
    expect(wrong('{ $.__proto__ = 1 }', { yes: ['{"__proto__":1}'] })).toEqual([]);
  });

  it('matches a wildcard if one of the values matches, and NOT EXISTS if no value exists', () => {
    expect(
      wrong('{ $.*.id = 2 }', { yes: ['{"a":{"id":1},"b":{"id":2}}'], no: ['{"id":2}', '{"a":[{"id":2}]}'] }),
    ).toEqual([]);
    expect(
      wrong('{ $.a[*].b NOT EXISTS }', { yes: ['{"a":[{"c":1}]}', '{"a":[]}'], no: ['{"a":[{"c":1},{"b":1}]}'] }),
    ).toEqual([]);
    expect(wrong('{ $.a[*] != 1 }', { yes: ['{"a":[1,2]}'], no: ['{"a":[1,1]}', '{"a":[]}'] })).toEqual([]);
  });

  it('does not match a line with fewer fields than the pattern; the last field gets the rest of a longer line', () => {
    expect(wrong('[a, b, c]', { yes: ['1 2 3', '1 2 3 4', ' 1\t2\n3 '], no: ['', '1', '1 2', '1 "2 3"'] })).toEqual([]);
    expect(wrong('[a, ..., c]', { yes: ['1 2', '1 2 3 4'], no: ['1'] })).toEqual([]);
    expect(wrong('[]', { yes: ['', ' ', 'a b'] })).toEqual([]);
    expect(wrong('[...]', { yes: ['', 'a b'] })).toEqual([]);
    expect(wrong('[w1=ERROR]', { yes: ['ERROR'], no: ['ERROR and more'] })).toEqual([]);
  });
});

describe('extractFields', () => {
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
    expect(extractFields(parseFilterPattern(pattern), message)).toEqual(values);
  });
});
