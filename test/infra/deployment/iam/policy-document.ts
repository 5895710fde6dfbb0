/** A value, or a list of values, as policy documents allow both. */
export type OneOrMore<Value> = Value | readonly Value[];

/** One statement of an IAM policy.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: OneOrMore<string>;
  readonly NotAction?: OneOrMore<string>;
  readonly Resource?: OneOrMore<string>;
  readonly NotResource?: OneOrMore<string>;
  /** Only in trust policies and other policies of resources. */
  readonly Principal?: '*' | Readonly<Record<string, OneOrMore<string>>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMore<string | boolean | number>>>>>;
}

/** An IAM policy whose intrinsic functions are resolved. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: OneOrMore<Statement>;
}

/** A policy uses something that this evaluator does not implement. A silent "no match" would hide a fault. */
export class UnsupportedPolicyError extends Error {}

const ELEMENTS = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'Condition',
] as const satisfies readonly (keyof Statement)[];

/** @returns the values of an element; none when it is missing. */
export function valuesOf<Value>(values: OneOrMore<Value> | undefined): readonly Value[] {
  if (values === undefined) return [];
  return Array.isArray(values) ? values : [values as Value];
}

/** @returns the statements of a policy.
 *  @throws UnsupportedPolicyError when a statement has an element that is not known, or lacks one. */
export function statementsOf({ Statement }: PolicyDocument): readonly Statement[] {
  const statements = valuesOf(Statement);
  for (const statement of statements) {
    const unknown = Object.keys(statement).find((name) => !(ELEMENTS as readonly string[]).includes(name));
    if (unknown !== undefined) fail(`The element ${unknown} is not supported`, statement);
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') fail('Effect must be Allow or Deny', statement);
    if ((statement.Action === undefined) === (statement.NotAction === undefined)) {
      fail('A statement has either Action or NotAction', statement);
    }
    if (statement.Resource !== undefined && statement.NotResource !== undefined) {
      fail('A statement has either Resource or NotResource', statement);
    }
  }
  return statements;
}

function fail(problem: string, statement: Statement): never {
  throw new UnsupportedPolicyError(`${problem}: ${JSON.stringify(statement)}`);
}
