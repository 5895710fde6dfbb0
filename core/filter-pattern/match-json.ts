import { compileComparison } from './comparison.ts';
import { compileCondition } from './condition.ts';
import { JsonNumber, type JsonValue, readJson } from './json-reader.ts';
import type { JsonIs, JsonPattern, JsonTest, Selector, SelectorStep } from './pattern.ts';

type JsonObject = Map<string, JsonValue>;

const IS_VALUES = { NULL: null, TRUE: true, FALSE: false } as const;

/** Makes the function that tests a line against a JSON pattern: the line has to be one JSON object that meets the condition.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html */
export function compileJsonPattern({ condition }: JsonPattern): (message: string) => boolean {
  const test = compileCondition<JsonTest, JsonObject>(condition, compileTest);
  return (message) => {
    const value = readJson(message);
    return value instanceof Map && test(value);
  };
}

function compileTest(test: JsonTest): (object: JsonObject) => boolean {
  const { selector } = test;
  const passes = compileValueTest(test);
  if (test.kind === 'not-exists') return (object) => !someSelected(object, selector, 0, passes);
  return (object) => someSelected(object, selector, 0, passes);
}

/** Only strings and numbers are compared: for any other value, `=` and `!=` are both false. */
function compileValueTest(test: JsonTest): (value: JsonValue) => boolean {
  if (test.kind === 'not-exists') return () => true;
  if (test.kind === 'is') return (value) => isOrContains(value, IS_VALUES[test.value]);
  const compare = compileComparison(test);
  return (value) => {
    if (typeof value === 'string') return compare(value, undefined);
    return value instanceof JsonNumber && compare(value.text, Number(value.text));
  };
}

/** For the service, an array that contains null IS NULL. TRUE and FALSE are assumed to work the same way. */
function isOrContains(value: JsonValue, expected: (typeof IS_VALUES)[JsonIs['value']]): boolean {
  return Array.isArray(value) ? value.includes(expected) : value === expected;
}

/** Whether one of the selected values passes. A selector without a wildcard selects at most one value. */
function someSelected(
  root: JsonValue,
  selector: Selector,
  from: number,
  passes: (value: JsonValue) => boolean,
): boolean {
  let value = root;
  for (let index = from; index < selector.length; index += 1) {
    const step = selector[index] as SelectorStep;
    if (step.kind === 'any') return childrenOf(value).some((child) => someSelected(child, selector, index + 1, passes));
    const child = childOf(value, step);
    if (child === undefined) return false;
    value = child;
  }
  return passes(value);
}

function childrenOf(value: JsonValue): JsonValue[] {
  if (value instanceof Map) return [...value.values()];
  return Array.isArray(value) ? value : [];
}

function childOf(value: JsonValue, step: Exclude<SelectorStep, { kind: 'any' }>): JsonValue | undefined {
  if (step.kind === 'property') return value instanceof Map ? value.get(step.name) : undefined;
  return Array.isArray(value) ? value[step.index] : undefined;
}
