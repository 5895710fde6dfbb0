import type { Condition, Junction } from './pattern.ts';

/** Makes the function that tests a whole condition.
 *  @param compileTest makes the function for one test of the condition. */
export function compileCondition<Test extends { readonly kind: string }, Subject>(
  condition: Condition<Test>,
  compileTest: (test: Test) => (subject: Subject) => boolean,
): (subject: Subject) => boolean {
  if (!isJunction(condition)) return compileTest(condition);
  const tests = condition.conditions.map((operand) => compileCondition(operand, compileTest));
  return condition.kind === 'and'
    ? (subject) => tests.every((test) => test(subject))
    : (subject) => tests.some((test) => test(subject));
}

/** Whether a condition is several conditions, joined by `&&` or `||`. */
export function isJunction<Test extends { readonly kind: string }>(
  condition: Condition<Test>,
): condition is Junction<Test> {
  return condition.kind === 'and' || condition.kind === 'or';
}
