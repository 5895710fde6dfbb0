import { isObject } from '../../../core/is-object.ts';
import { isIntrinsic } from '../../../core/template/intrinsics.ts';

/** A value that only the deployment knows: a reference, a parameter, a condition. Rules say nothing about it. */
export const UNKNOWN: unique symbol = Symbol('known at deployment only');
export type Unknown = typeof UNKNOWN;

/** The value at the end of a path of property names: undefined where there is none, UNKNOWN behind an intrinsic function. */
export function at(root: unknown, ...path: readonly string[]): unknown {
  let value = settle(root);
  for (const name of path) {
    if (value === UNKNOWN || value === undefined) return value;
    // A text where an object belongs: the deployment will refuse it, and say why.
    if (!isObject(value)) return UNKNOWN;
    value = Object.hasOwn(value, name) ? settle(value[name]) : undefined;
  }
  return value;
}

/** A value of another type than asked is UNKNOWN: CloudFormation refuses it, and that is no matter of logging. */
export function textAt(root: unknown, ...path: readonly string[]): string | Unknown | undefined {
  const value = at(root, ...path);
  if (typeof value === 'number') return String(value);
  return value === undefined || typeof value === 'string' ? value : UNKNOWN;
}

/** A boolean, or the text of one: CloudFormation takes both. */
export function booleanAt(root: unknown, ...path: readonly string[]): boolean | Unknown | undefined {
  const value = at(root, ...path);
  if (value === undefined || typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : UNKNOWN;
}

export function objectAt(root: unknown, ...path: readonly string[]): Record<string, unknown> | Unknown | undefined {
  const value = at(root, ...path);
  return value === undefined || isObject(value) ? value : UNKNOWN;
}

/** The items as they are, those of no value left out. One value stands for a list of one, as in policies. */
export function listAt(root: unknown, ...path: readonly string[]): readonly unknown[] | Unknown | undefined {
  const value = at(root, ...path);
  if (value === undefined || value === UNKNOWN) return value;
  return (Array.isArray(value) ? value : [value]).filter((item) => settle(item) !== undefined);
}

function settle(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (!isIntrinsic(value)) return value;
  return isObject(value) && value.Ref === 'AWS::NoValue' ? undefined : UNKNOWN;
}
