import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../core/yaml/parse-yaml.ts';

const parse = (text: string) => parseYaml(text, { tagged: (tag, value) => ({ [tag]: value }) });

describe('values are those that PyYAML 6.0 reads, but keys and dates are texts', () => {
  it.each<[string, unknown]>([
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['True', true],
    ['tRUE', 'tRUE'],
    ['~', null],
    ['', null],
    ['0755', 493],
    ['08', '08'],
    ['0o755', '0o755'],
    ['0x1F', 31],
    ['0b101', 5],
    ['1_000', 1000],
    ['12:30:00', 45_000],
    ['123456789012', 123_456_789_012],
    ['1.', 1],
    ['1e3', '1e3'],
    ['1.5e+3', 1500],
    ['-.inf', Number.NEGATIVE_INFINITY],
    ['.nan', Number.NaN],
    ['2012-10-17', '2012-10-17'],
    ['2001-12-14T21:59:43Z', '2001-12-14T21:59:43Z'],
    ['"yes"', 'yes'],
    ['!!str yes', 'yes'],
    ['!!int "5"', 5],
    ['!!binary aGk=', 'aGk='],
    ['!A 5', { '!A': '5' }],
    ['!A', { '!A': '' }],
    ['!A [1, !B x]', { '!A': [1, { '!B': 'x' }] }],
    ['!A\n  |\n  text\n', { '!A': 'text\n' }],
    ['!A\n  b: 1\n', { '!A': { b: 1 } }],
    ['!A::B\n  - 1\n  - 2\n', { '!A::B': [1, 2] }],
    ['=', '='],
  ])('%j', (text, expected) => {
    expect(parse(`Key: ${text}`)).toEqual({ Key: expected });
  });

  it.each(['yes', '0755', '1.10', '2012-10-17', '012345670123', '__proto__', 'constructor', '~'])(
    'the key %s',
    (key) => {
      const value = parse(`${key}: 1`) as object;
      expect(Object.entries(value)).toEqual([[key, 1]]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    },
  );

  it('texts that other parsers refuse', () => {
    expect(parse("a: 'first\nsecond'\nb: [\n1,\n2\n]\nc: {\n  d: 1\n}\n")).toEqual({
      a: 'first second',
      b: [1, 2],
      c: { d: 1 },
    });
  });

  it('aliases and merges, whatever their order', () => {
    expect(parse('a: &a { x: 1, y: !B 2 }\nb: { y: 3, <<: *a }\nc: *a\nd: { <<: [{ x: 5 }, *a] }')).toEqual({
      a: { x: 1, y: { '!B': '2' } },
      b: { x: 1, y: 3 },
      c: { x: 1, y: { '!B': '2' } },
      d: { x: 5, y: { '!B': '2' } },
    });
  });
});

it('equal keys are an error unless the last one may count', () => {
  expect(() => parseYaml('a: 1\nb: 2\na: 3')).toThrow('duplicated mapping key');
  expect(parseYaml('a: 1\nb: 2\na: 3', { allowDuplicates: true })).toEqual({ a: 3, b: 2 });
});

it('a tag is an error unless it may occur', () => {
  expect(() => parseYaml('a: !Sub b')).toThrow('the tag !Sub is not supported');
});

it('an empty document has no value, and one document may follow empty ones', () => {
  expect(parseYaml('')).toBeUndefined();
  expect(parseYaml('# nothing\n')).toBeUndefined();
  expect(parseYaml('---\na: 1\n---\n')).toEqual({ a: 1 });
});
