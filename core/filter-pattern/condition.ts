import type { Condition, Junction } from './pattern.ts';

/** Makes one test of a condition's tests, which `compileTest` makes. */
export function compileCondition<Test extends { readonly kind: string }, Subject>(
  condition: Condition<Test>,
  compileTest: (test: Test) => (subject: Subject) => boolean,
): (subject: Subject) => boolean {
  if (!isJunction(condition)) return compileTest(condition);
  const tests = condition.conditions.map((part) => compileCondition(part, compileTest));
  return condition.kind === 'and'
    ? (subject) => tests.every((test) => test(subject))
    : (subject) => tests.some((test) => test(subject));
}

/** Whether it is several conditions joined, not one test. */
export function isJunction<Test extends { readonly kind: string }>(
  condition: Condition<Test>,
): condition is Junction<Test> {
  return condition.kind === 'and' || condition.kind === 'or';
}
