import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterPatternError } from '../../../core/filter-pattern/filter-pattern-error.ts';
import { MAX_PATTERN_LENGTH, parseFilterPattern } from '../../../core/filter-pattern/parse.ts';
import { patternLikeText } from './arbitraries.ts';

function errorOf(text: string): FilterPatternError {
  try {
    parseFilterPattern(text);
  } catch (error) {
    if (error instanceof FilterPatternError) return error;
    throw error;
  }
  throw new Error(`${text} was parsed without an error`);
}

describe('parseFilterPattern', () => {
  it('parses terms with their marks, quoted phrases and regular expressions', () => {
    expect(parseFilterPattern('ERROR ?warn -"exit code" %5\\d\\d%')).toEqual({
      kind: 'terms',
      terms: [
        { match: 'required', content: { kind: 'phrase', text: 'ERROR' } },
        { match: 'optional', content: { kind: 'phrase', text: 'warn' } },
        { match: 'excluded', content: { kind: 'phrase', text: 'exit code' } },
        { match: 'required', content: { kind: 'regex', source: '5\\d\\d' } },
      ],
    });
  });

  it('parses a hyphen between two words as an exclusion of the second word, for example in a request id without quotes', () => {
    expect(parseFilterPattern('4b9e2c1a-77d0')).toEqual({
      kind: 'terms',
      terms: [
        { match: 'required', content: { kind: 'phrase', text: '4b9e2c1a' } },
        { match: 'excluded', content: { kind: 'phrase', text: '77d0' } },
      ],
    });
  });

  it('gives && precedence over ||, and parentheses precedence over both', () => {
    const test = (name: string) => ({
      kind: 'compare',
      operator: '=',
      value: { kind: 'number', text: '1' },
      selector: [{ kind: 'property', name }],
    });
    expect(parseFilterPattern('{ $.a = 1 || $.b = 1 && ($.c = 1 || $.d = 1) }')).toEqual({
      kind: 'json',
      condition: {
        kind: 'or',
        conditions: [
          test('a'),
          { kind: 'and', conditions: [test('b'), { kind: 'or', conditions: [test('c'), test('d')] }] },
        ],
      },
    });
  });

  it('parses every kind of step in a selector', () => {
    expect(parseFilterPattern("{ $.a-b_1[0][12].*['x.y'].['it\\'s'] NOT EXISTS }")).toEqual({
      kind: 'json',
      condition: {
        kind: 'not-exists',
        selector: [
          { kind: 'property', name: 'a-b_1' },
          { kind: 'index', index: 0 },
          { kind: 'index', index: 12 },
          { kind: 'any' },
          { kind: 'property', name: 'x.y' },
          { kind: 'property', name: "it's" },
        ],
      },
    });
  });

  it.each([
    ['1', 'number'],
    ['-1', 'number'],
    ['+1000', 'number'],
    ['55.5', 'number'],
    ['10e-3', 'number'],
    ['1E+3', 'number'],
    ['"1"', 'string'],
    ['4*', 'string'],
    ['123.123.*', 'string'],
    ['*.html*', 'string'],
    ['10.0.0.1', 'string'],
    ['true', 'string'],
    ['"null"', 'string'],
    ['%1%', 'regex'],
  ])('parses the value %s as a %s', (value, kind) => {
    expect(parseFilterPattern(`{ $.a = ${value} }`)).toMatchObject({ condition: { value: { kind } } });
  });

  it('parses names, conditions, empty fields and an ellipsis in brackets', () => {
    expect(parseFilterPattern('[ip, , status-code != 404, ..., 4th]')).toEqual({
      kind: 'space-delimited',
      fields: [
        { kind: 'named', name: 'ip' },
        { kind: 'unnamed' },
        {
          kind: 'named',
          name: 'status-code',
          condition: { kind: 'compare', operator: '!=', value: { kind: 'number', text: '404' } },
        },
        { kind: 'ellipsis' },
        { kind: 'named', name: '4th' },
      ],
    });
  });

  it.each([
    ['{', "If a filter pattern starts with '{' it must end with '}'"],
    ['[a, b', "If a filter pattern starts with '[' it must end with ']'"],
    ['""', 'Invalid character(s) in term \'""\''],
    ['%%', 'Failed to compile regular expression.'],
    ['%a', "Invalid character(s) in term '%a'"],
    ['-', 'Invalid filter pattern'],
    ['? ?a', 'Invalid filter pattern'],
    ['[ERROR] x]', 'Invalid filter pattern'],
    ['user@example.com', "Invalid character(s) in term '@'"],
    ['😀', "Invalid character(s) in term '😀'"],
    ['{}', 'Invalid filter pattern'],
    ['{ $.a }', 'Invalid filter pattern'],
    ['{ $ = 1 }', "Invalid character(s) in term '$ '"],
    ['{ $[0] = 1 }', "Invalid character(s) in term '$['"],
    ['{ $.[0] = 1 }', "Invalid character(s) in term '.['"],
    ["{ $.['a] = 1 }", "Invalid character(s) in term '['a] = 1 }'"],
    ['{ $.a[99999999999999999999] = 1 }', "Invalid character(s) in term '[9'"],
    ['{ a = 1 }', 'Invalid filter pattern'],
    ['{ $.a = }', 'Invalid filter pattern'],
    ['{ $.a = foo-bar }', "Invalid character(s) in term '-'"],
    ['{ $.a = 1 && }', 'Invalid filter pattern'],
    ['{ ($.a = 1 }', 'Invalid filter pattern'],
    ['{ $.a = 1 } { $.b = 1 }', 'Invalid filter pattern'],
    ['{ $.a & $.b }', "Invalid character(s) in term '& '"],
    ['{ $.a NOT NULL }', 'Invalid filter pattern'],
    ['{ $.a > "1" }', 'Invalid character(s) in term \'"1"\''],
    ['{ $.a > 4* }', "Invalid character(s) in term '4*'"],
    ['[a b]', 'Invalid filter pattern'],
    ['[a = 1 || b = 2]', 'Invalid filter pattern'],
    ['[... = 1]', 'Invalid filter pattern'],
    ['[a.b]', "Invalid character(s) in term 'a.b'"],
    ['[a = foo-bar]', "Invalid character(s) in term 'foo-bar'"],
    ['["a"]', 'Invalid filter pattern'],
  ])('rejects %s: %s', (text, message) => {
    const error = errorOf(text);
    expect(error.message).toBe(message);
    expect(error.hint).toMatch(/\.$/);
  });

  it('rejects a pattern of more than 1024 characters', () => {
    expect(parseFilterPattern('a'.repeat(MAX_PATTERN_LENGTH))).toMatchObject({ kind: 'terms' });
    expect(errorOf('a'.repeat(MAX_PATTERN_LENGTH + 1)).hint).toContain('1025');
  });

  it.each([
    ['parentheses in parentheses', `{ ${'('.repeat(506)}$.a = 1${')'.repeat(506)} }`],
    ['a long selector', `{ $${'.a'.repeat(500)} = 1 }`],
    ['many indexes', `{ $.a${'[0]'.repeat(330)} = 1 }`],
    ['many fields', `[${','.repeat(1000)}]`],
    ['many conditions', `{ ${'$.a=1||'.repeat(144)}$.a=1 }`],
    ['many terms', '?a '.repeat(340)],
  ])('parses %s, up to the maximum length of a pattern', (_what, text) => {
    expect(text.length).toBeGreaterThan(900);
    expect(() => parseFilterPattern(text)).not.toThrow();
  });

  it('returns a pattern or throws a FilterPatternError for any text', () => {
    fc.assert(
      fc.property(patternLikeText, fc.constantFrom('', '{}', '[]'), (text, [open = '', close = '']) => {
        try {
          parseFilterPattern(open + text + close);
        } catch (error) {
          expect(error).toBeInstanceOf(FilterPatternError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
