import type { Comparison, Value } from './pattern.ts';
import { parseRegex } from './regex.ts';
import { compileRegex } from './regex-matcher.ts';
import { compileWildcard } from './wildcard.ts';

/** What a condition compares: the characters of a field or a JSON value, and the number that it is, if it is one. */
export type ScalarTest = (text: string, number: number | undefined) => boolean;

/** Makes the test of a comparison. A number is compared as a number with numbers; with text, only whether it is written
 *  the same (so the service answers: `$.v = 1` finds 1.0 and "1", not "1.0"). Everything else is compared as text. */
export function compileComparison({ operator, value }: Comparison): ScalarTest {
  if (value.kind === 'number' && operator !== '=' && operator !== '!=')
    return compileOrder(operator, Number(value.text));
  const equals = value.kind === 'number' ? compileNumber(value.text) : compileText(value);
  return operator === '!=' ? (text, number) => !equals(text, number) : equals;
}

function compileOrder(operator: '<' | '<=' | '>' | '>=', bound: number): ScalarTest {
  const tests: Record<typeof operator, (number: number) => boolean> = {
    '<': (number) => number < bound,
    '<=': (number) => number <= bound,
    '>': (number) => number > bound,
    '>=': (number) => number >= bound,
  };
  const test = tests[operator];
  return (_text, number) => number !== undefined && test(number);
}

function compileNumber(written: string): ScalarTest {
  const expected = Number(written);
  return (text, number) => (number === undefined ? text === written : number === expected);
}

function compileText(value: Exclude<Value, { kind: 'number' }>): ScalarTest {
  return value.kind === 'regex' ? compileRegex(parseRegex(value.source)) : compileWildcard(value.text);
}
