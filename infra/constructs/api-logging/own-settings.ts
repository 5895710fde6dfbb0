import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import { isObject } from '../../../core/is-object.ts';
import { isIntrinsic } from '../../../core/template/intrinsics.ts';
import { isOverridden, withOverride } from '../resource-overrides.ts';

/** Settings by their names in CloudFormation: `LoggingLevel`. A value can be an intrinsic function. */
export type Settings = Readonly<Record<string, unknown>>;

/** The value that a property of a resource has without `ApiLogging`. Includes what `addPropertyOverride` sets, since the CDK applies it
 *  last.
 *  @param name the name in CloudFormation: `MethodSettings`.
 *  @param value the value of the L1 property.
 *  @param rename gives the members of the L1 property the names that they have in CloudFormation. */
export function ownProperty(
  resource: CfnResource,
  name: string,
  value: unknown,
  rename: (value: unknown) => unknown = upperCaseNames,
): unknown {
  const stack = Stack.of(resource);
  return stack.resolve(withOverride(resource, name, rename(stack.resolve(value))));
}

/** Sets a property also where `addPropertyOverride` set it before, which would take precedence. `value` includes that override.
 *  @param set sets the L1 property. */
export function setOwnProperty(resource: CfnResource, name: string, value: unknown, set: () => void): void {
  if (isOverridden(resource, name)) resource.addPropertyOverride(name, value);
  else set();
}

/** Whether the value is decided at deployment, such as `Fn::If`. */
export function isDecidedLater(value: unknown): boolean {
  return Token.isUnresolved(value) || (isObject(value) && isIntrinsic(value));
}

/** Names of the CDK as names of CloudFormation, in a value and in the items of a list. Undefined members are left out: they would
 *  override other values. */
export function upperCaseNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(upperCaseNames);
  if (!isObject(value) || isIntrinsic(value)) return value;
  const defined = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    defined.map(([name, member]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, member]),
  );
}

/** The opposite of `upperCaseNames`. */
export function lowerCaseNames(settings: Settings): Record<string, unknown> {
  if (isIntrinsic(settings)) return settings;
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`${name.charAt(0).toLowerCase()}${name.slice(1)}`, value]),
  );
}
