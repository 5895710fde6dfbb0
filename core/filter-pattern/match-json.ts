import { compileComparison } from './comparison.ts';
import { compileCondition } from './condition.ts';
import { JsonNumber, type JsonValue, readJson } from './json-reader.ts';
import type { JsonIs, JsonPattern, JsonTest, Selector, SelectorStep } from './pattern.ts';

type JsonObject = Map<string, JsonValue>;

const IS_VALUES = { NULL: null, TRUE: true, FALSE: false } as const;

/** Makes the test of a JSON pattern: true for a line that is one JSON object for which the condition holds.
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

/** Strings and numbers alone compare: any other value is neither equal nor unequal to anything. */
function compileValueTest(test: JsonTest): (value: JsonValue) => boolean {
  if (test.kind === 'not-exists') return () => true;
  if (test.kind === 'is') return (value) => isOrHolds(value, IS_VALUES[test.value]);
  const compare = compileComparison(test);
  return (value) => {
    if (typeof value === 'string') return compare(value, undefined);
    return value instanceof JsonNumber && compare(value.text, Number(value.text));
  };
}

/** The service answers that an array with a null in it IS NULL; TRUE and FALSE are taken to hold likewise. */
function isOrHolds(value: JsonValue, expected: (typeof IS_VALUES)[JsonIs['value']]): boolean {
  return Array.isArray(value) ? value.includes(expected) : value === expected;
}

/** Whether a value that the selector finds passes; only a wildcard finds several. */
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
