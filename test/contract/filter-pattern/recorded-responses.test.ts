import { describe, expect, it } from 'vitest';
import type { PatternPurpose } from '../../../core/filter-pattern/filter-pattern-error.ts';
import { compileFilterPattern, extractFields } from '../../../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../../../core/filter-pattern/parse.ts';

/** Behaviour that is not documented: responses of TestMetricFilter and FilterLogEvents in us-east-1, recorded on 2026-09-13 in github.com/radkawar/stackd, testdata/aws/logs/filters.json. */
describe('responses recorded from the service', () => {
  it.each<[pattern: string, yes: readonly string[], no: readonly string[]]>([
    ['ERROR', ['TERROR', 'ERROR_ARGUMENTS', 'ERROR-REQUEST'], ['error']],
    ['" "', ['a b', ' '], ['plain', 'a\nb']],
    ['?ERROR ?WARN -REQUEST', ['plain'], ['ERROR REQUEST']],
    ['-ERROR', ['plain', ''], ['an ERROR']],
    ['ERROR -"BAD REQUEST"', ['ERROR REQUEST'], ['ERROR BAD REQUEST']],
    ['%^ERROR\\s[0-9]{3}$%', ['ERROR 500', 'ERROR\n500'], ['ERROR 50', 'ERROR 5000', 'xERROR 500']],
    ['{ $.v = 1 }', ['{"v":1}', '{"v":1.0}', '{"v":1e0}', '{"v":"1"}'], ['{"v":"1.0"}', '{"v":true}', '{"v":[1]}']],
    ['{ $.v = 1 }', ['{"v":2,"v":1}'], ['{"v":1,"v":2}', '[{"v":1}]', '{broken', 'not JSON']],
    ['{ $.v = 1e+0 }', ['{"v":1}', '{"v":1.0}'], ['{"v":"1"}']],
    ['{ $.v != 1 }', ['{"v":"1.0"}', '{"v":0}', '{"v":"Alpha"}', '{"v":""}'], ['{"v":1.0}', '{"v":"1"}']],
    ['{ $.v != 1 }', [], ['{}', '{"v":null}', '{"v":true}', '{"v":[]}', '{"v":{}}']],
    ['{ $.v > 1 }', ['{"v":1.5}', '{"v":10}'], ['{"v":1}', '{"v":"10"}']],
    ['{ $.v = "1" }', ['{"v":1}', '{"v":"1"}'], ['{"v":1.0}', '{"v":1e0}']],
    ['{ $.v = "Alpha*" }', ['{"v":"Alpha"}', '{"v":"Alphabet"}'], ['{"v":"xAlpha"}', '{"v":"alpha"}']],
    ['{ $.v = "*Alpha" }', ['{"v":"Alpha"}', '{"v":"xAlpha"}'], ['{"v":"Alphabet"}']],
    ['{ $.v = "a?b" }', ['{"v":"a?b"}'], ['{"v":"axb"}']],
    ['{ $.v = "" }', ['{"v":""}'], ['{"v":null}', '{}']],
    ['{ $.v = true }', ['{"v":"true"}'], ['{"v":true}']],
    ['{ $.v = * }', ['{"v":0}', '{"v":""}'], ['{"v":null}', '{"v":false}', '{"v":[1]}', '{"v":{}}', '{}']],
    ['{ $.v IS NULL }', ['{"v":null}', '{"v":[1,null]}'], ['{}', '{"v":"null"}', '{"v":[]}']],
    ['{ $.v NOT EXISTS }', ['{}'], ['{"v":null}', '[]', 'not JSON', '{broken']],
    ['{ $.n.v NOT EXISTS }', ['{"n":null}', '{"n":{}}', '{"n.v":1}', '{"n":[{"v":1}]}'], ['{"n":{"v":null}}']],
    ['{ $.n.v = "hit" }', ['{"n":{"v":"hit"}}'], ['{"n.v":"hit"}', '{"n":[{"v":"hit"}]}']],
    ['{ $.arr[0] = "hit" }', ['{"arr":["hit"]}'], ['{"arr":{"0":"hit"}}', '{"arr":"hit"}']],
    ['{ $.arr[*] = "hit" }', ['{"arr":["miss","hit"]}', '{"arr":{"0":"hit"}}'], ['{"arr":"hit"}', '{"arr":[["hit"]]}']],
    ['{ $.i[*].a = 1 && $.i[*].b = 2 }', ['{"i":[{"a":1,"b":0},{"a":0,"b":2}]}'], ['{"i":[{"a":1}]}']],
  ])('%s', (pattern, yes, no) => {
    const matches = compileFilterPattern(parseFilterPattern(pattern));
    expect({ yes: yes.filter((line) => !matches(line)), no: no.filter(matches) }).toEqual({ yes: [], no: [] });
  });

  it.each<[pattern: string, line: string, values: Record<string, string> | undefined]>([
    ['[..., last]', 'ERROR', { $last: 'ERROR' }],
    ['[..., last]', 'ERROR "two words"', { $1: 'ERROR', $last: 'two words' }],
    ['[..., last]', 'a  b\tc', { $1: 'a', $2: 'b', $last: 'c' }],
    ['[..., last]', 'ERROR "not closed', { $1: 'ERROR', $2: '"not', $last: 'closed' }],
    ['[first, ..., last]', 'a b c', { $first: 'a', $2: 'b', $last: 'c' }],
    ['[first, ..., other, last]', 'a b', undefined],
    ['[w1=ERROR, w2]', 'ERROR', undefined],
    ['[w1=ERROR, w2]', 'ERROR request  [a b] failed', { $w1: 'ERROR', $w2: 'request  [a b] failed' }],
    ['[w1=ERROR, w2]', 'ERROR "two words"', { $w1: 'ERROR', $w2: 'two words' }],
    ['[w1=ERROR, w2]', 'ERROR "not closed', { $w1: 'ERROR', $w2: '"not closed' }],
    ['[status, bytes > 1000]', '404 1534 extra', undefined],
    ['{ $.v = 1 }', '{"v":1}', {}],
  ])('%s extracts from %s', (pattern, line, values) => {
    expect(extractFields(parseFilterPattern(pattern), line)).toEqual(values);
  });

  it.each<[pattern: string, message: string]>([
    ['ERR*', "Invalid character(s) in term '*'"],
    ['"ERROR', "Invalid character(s) in term '\"ERROR'"],
    ['%^(ERROR|WARN)%', "Invalid character(s) in term '%^('"],
    ['%hello!%', "Invalid character(s) in term '%hello!'"],
    ['%café%', "Invalid character(s) in term '%café'"],
    ['%[abc%', 'Failed to compile regular expression.'],
    ['{ $.v EXISTS }', 'Invalid filter pattern'],
    ['{ $.v IS NOT NULL }', 'Invalid filter pattern'],
    ['{ $.v == 1 }', 'Invalid filter pattern'],
    ['{ $.v = null }', 'Invalid filter pattern'],
    ['{ $.v > 0 AND $.v < 2 }', 'Invalid filter pattern'],
    ['{ !($.v = 1) }', "Invalid character(s) in term '!('"],
    ['{ "v": [1] }', "Invalid character(s) in term ':'"],
    ['{ $.v > "Alpha" }', 'Invalid character(s) in term \'"Alpha"\''],
    ['{ $.v = %(Alpha|Beta)% }', "Invalid character(s) in term '%('"],
    ['{ $..value = "hit" }', "Invalid character(s) in term '$..'"],
    ['{ $.arr[-1] = "hit" }', "Invalid character(s) in term '[-'"],
    ['{ $.arr[0:2] = "hit" }', "Invalid character(s) in term '[0:'"],
    [
      '{ $.items[*].* = 1 }',
      'Your filter pattern has a JSON path selector that exceeds the maximum of 1 wildcard allowed per json selector.',
    ],
    [
      '{ $.a[*] = 1 || $.b[*] = 1 || $.c[*] = 1 || $.* = 1 }',
      'Your input has exceeded the maximum of 3 JSON wildcard selectors allowed per filter pattern.',
    ],
    [
      '{ $.v = %A% || $.v = %B% || $.v = %C% }',
      'Your input has exceeded the maximum of 2 regular expressions per filter pattern.',
    ],
    ['[..., status, ...]', "Duplicate field '...'"],
    ['[word, word]', "Duplicate field 'word'"],
  ])('%s is rejected: %s', (pattern, message) => {
    expect(() => parseFilterPattern(pattern)).toThrow(expect.objectContaining({ message }));
  });

  it.each<[purpose: PatternPurpose, message: string]>([
    ['filter', 'Invalid filter pattern'],
    ['metric filter', 'Invalid metric filter pattern'],
  ])('a pattern for a %s is rejected as "%s"', (purpose, message) => {
    expect(() => parseFilterPattern('{ $.v EXISTS }', purpose)).toThrow(expect.objectContaining({ message }));
  });
});
