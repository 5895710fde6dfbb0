import { type Statement, UnsupportedPolicyError, valuesOf } from './policy-document.ts';
import { matchesPolicyPattern } from './policy-wildcard.ts';

/** The condition keys of a request. A key that the service sends with this action, but not in this request, is undefined. A key that
 *  is not a member is unknown, and a condition on it fails loudly. Names are compared without case. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

type Operator = (value: string, pattern: string) => boolean;

const EQUALS: Operator = (value, pattern) => {
  if (pattern.includes('${')) throw new UnsupportedPolicyError(`Policy variables are not supported: ${pattern}`);
  return value === pattern;
};
const LIKE: Operator = (value, pattern) => matchesPolicyPattern(pattern, value);

/** Each of the six components of an ARN is compared for itself. */
const ARN_LIKE: Operator = (value, pattern) => {
  const patterns = arnComponents(pattern);
  const components = arnComponents(value);
  return (
    patterns.length === components.length &&
    patterns.every((part, index) => matchesPolicyPattern(part, components[index] ?? ''))
  );
};

/** The operators that our policies use, and those that are likely in the policies of users.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: EQUALS,
  StringEqualsIgnoreCase: (value, pattern) => EQUALS(value.toLowerCase(), pattern.toLowerCase()),
  StringLike: LIKE,
  ArnEquals: ARN_LIKE,
  ArnLike: ARN_LIKE,
  Bool: (value, pattern) => value.toLowerCase() === pattern.toLowerCase(),
};
const NEGATED: Readonly<Record<string, Operator>> = {
  StringNotEquals: EQUALS,
  StringNotLike: LIKE,
  ArnNotEquals: ARN_LIKE,
  ArnNotLike: ARN_LIKE,
};

/** Whether all conditions of a statement are met.
 *  @throws UnsupportedPolicyError for an operator or a key that is not known. */
export function meetsConditions({ Condition = {} }: Statement, context: RequestContext): boolean {
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, patterns]) =>
      meets(operator, contextValue(key, context), valuesOf(patterns).map(String)),
    ),
  );
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html */
function meets(name: string, value: string | readonly string[] | undefined, patterns: readonly string[]): boolean {
  if (name === 'Null') return patterns.every((pattern) => (pattern === 'true') === (value === undefined));
  const [, set = '', base = '', ifExists = ''] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const operator = OPERATORS[base] ?? NEGATED[base];
  if (operator === undefined) throw new UnsupportedPolicyError(`The condition operator ${name} is not supported`);
  const isNegated = base in NEGATED;
  const matches = (one: string) => patterns.some((pattern) => operator(one, pattern)) !== isNegated;
  const values = valuesOf(value);
  // ForAllValues is met when the key is missing: no value violates it.
  if (set === 'ForAllValues') return values.every(matches);
  if (values.length === 0) return ifExists !== '' || (isNegated && set === '');
  return set === 'ForAnyValue' ? values.some(matches) : valuesMatchSingle(name, values, matches);
}

function valuesMatchSingle(name: string, values: readonly string[], matches: (one: string) => boolean): boolean {
  const [value = '', ...others] = values;
  if (others.length > 0) throw new UnsupportedPolicyError(`${name} needs a set operator for several values`);
  return matches(value);
}

function contextValue(key: string, context: RequestContext): string | readonly string[] | undefined {
  const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
  if (name === undefined) throw new UnsupportedPolicyError(`The condition key ${key} is not known for this request`);
  return context[name];
}

function arnComponents(arn: string): readonly string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
