import { compileWildcard } from '../wildcard.ts';
import type { Comparison, Value } from './pattern.ts';
import { parseRegex } from './regex.ts';
import { compileRegex } from './regex-matcher.ts';

/** Tests a field or a JSON value: its text, and its number if it is a number. */
export type ScalarTest = (text: string, number: number | undefined) => boolean;

/** Makes the test of a comparison. A number in the pattern is compared with numbers by value, and with text by its characters, as the
 *  service does: `$.v = 1` matches 1.0 and "1", but not "1.0". Everything else is compared as text. */
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

function compileNumber(source: string): ScalarTest {
  const expected = Number(source);
  return (text, number) => (number === undefined ? text === source : number === expected);
}

function compileText(value: Exclude<Value, { kind: 'number' }>): ScalarTest {
  return value.kind === 'regex' ? compileRegex(parseRegex(value.source)) : compileWildcard(value.text);
}
