import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outline, parseOutline } from '../../../core/yaml/outline.ts';

/** Objects as they are, lists as lists, and `.` for other values. */
function shape(value: Outline | undefined): string {
  if (value === undefined) return '';
  const tag = value.tag === undefined ? '' : `${value.tag} `;
  if (value.entries.length > 0) return `${tag}{${value.entries.map((entry) => `${entry.key}: ${shape(entry.value)}`)}}`;
  return tag + (value.items.length > 0 ? `[${value.items.map(shape)}]` : '.');
}

describe('the keys and items of', () => {
  it.each([
    ['a: 1\nb: { c: x, "d": [1, 2] }\na: 2', '{a: .,b: {c: .,d: [.,.]},a: .}'],
    ['a:\n  - b: 1\n    c: 2\n  - - d\n    - e', '{a: [{b: .,c: .},[.,.]]}'],
    ['- - a\n', '[[.]]'],
    ['- [a]\n', '[[.]]'],
    ['a:\n- - - b\n', '{a: [[[.]]]}'],
    ['a: !If\n  - b\n  - !Sub\n    - c\n', '{a: !If [.,!Sub [.]]}'],
    ['a: !B\n  c: 1\n  d: 2', '{a: !B {c: .,d: .}}'],
    ['a: !B { c: 1 }', '{a: !B {c: .}}'],
    ['a:\n  !B c: 1\n  d: 2', '{a: {c: .,d: .}}'],
    ['a: &b !C\n  d: 1\n', '{a: !C {d: .}}'],
    ['a: &b [1]\nc: *b', '{a: [.],c: .}'],
    ['a: [b: 1, c]', '{a: [{b: .},.]}'],
    ['{a, b: 1, ? c : 2}', '{a: ,b: .,c: .}'],
    ['? a\n: b\nc:\nd: |\n  e: f\n', '{a: .,c: .,d: .}'],
    ['a: # b: c\n  # d: e\n  f: 1', '{a: {f: .}}'],
  ])('%j', (text, expected) => {
    expect(shape(parseOutline(text))).toBe(expected);
  });

  it('any JSON', () => {
    const shapeOf = (value: unknown): string => {
      if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return '.';
      if (Array.isArray(value)) return `[${value.map(shapeOf)}]`;
      return `{${Object.entries(value).map(([key, member]) => `${key}: ${shapeOf(member)}`)}}`;
    };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(shape(parseOutline(JSON.stringify(value)))).toBe(shapeOf(value));
      }),
    );
  });
});
