import { isObject } from '../../../core/is-object.ts';
import { UnknownValue } from '../../../core/template/unknown-value.ts';

/** A value that is known only at deployment, such as a parameter or a condition. Rules ignore it. */
export const UNKNOWN: unique symbol = Symbol('known only at deployment');
export type Unknown = typeof UNKNOWN;

/** The value at a path of property names. Undefined if it does not exist, UNKNOWN if the value or an object in the path is known only
 *  at deployment. */
export function valueAt(root: unknown, ...path: readonly string[]): unknown {
  let value = knownValue(root);
  for (const name of path) {
    if (value === UNKNOWN || value === undefined) return value;
    // Not an object: CloudFormation refuses the template, so this is not a finding.
    if (!isObject(value)) return UNKNOWN;
    value = Object.hasOwn(value, name) ? knownValue(value[name]) : undefined;
  }
  return value;
}

/** The text at a path; UNKNOWN for a value of another type, which CloudFormation refuses. */
export function textAt(root: unknown, ...path: readonly string[]): string | Unknown | undefined {
  const value = valueAt(root, ...path);
  if (typeof value === 'number') return String(value);
  return value === undefined || typeof value === 'string' ? value : UNKNOWN;
}

/** The boolean at a path; CloudFormation also accepts the texts `true` and `false`. */
export function booleanAt(root: unknown, ...path: readonly string[]): boolean | Unknown | undefined {
  const value = valueAt(root, ...path);
  if (value === undefined || typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : UNKNOWN;
}

/** The object at a path; UNKNOWN for a value of another type, which CloudFormation refuses. */
export function objectAt(root: unknown, ...path: readonly string[]): Record<string, unknown> | Unknown | undefined {
  const value = valueAt(root, ...path);
  return value === undefined || isObject(value) ? value : UNKNOWN;
}

/** The items at a path. A single value counts as a list with one item, as in policies. */
export function listAt(root: unknown, ...path: readonly string[]): readonly unknown[] | Unknown | undefined {
  const value = valueAt(root, ...path);
  if (value === undefined || value === UNKNOWN) return value;
  return (Array.isArray(value) ? value : [value]).filter((item) => item !== null);
}

function knownValue(value: unknown): unknown {
  if (value === null) return undefined;
  return value instanceof UnknownValue ? UNKNOWN : value;
}
