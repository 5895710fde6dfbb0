import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import { isObject } from '../../../core/is-object.ts';
import { isIntrinsic } from '../../../core/template/intrinsics.ts';

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
  const own = rename(Stack.of(resource).resolve(value));
  const override = overrideOf(resource, name);
  return override === undefined ? own : withOverride(own, Stack.of(resource).resolve(override));
}

/** Sets a property also where `addPropertyOverride` set it before, which would take precedence. `value` includes that override.
 *  @param set sets the L1 property. */
export function setOwnProperty(resource: CfnResource, name: string, value: unknown, set: () => void): void {
  if (overrideOf(resource, name) === undefined) set();
  else resource.addPropertyOverride(name, value);
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

/** The CDK has no public method that returns overrides. */
function overrideOf(resource: CfnResource, name: string): unknown {
  const { rawOverrides } = resource as unknown as { readonly rawOverrides?: { readonly Properties?: Settings } };
  return rawOverrides?.Properties?.[name];
}

/** As the CDK merges: objects by member (the members of a list are its indexes), and any other value replaces the earlier one. */
function withOverride(value: unknown, override: unknown): unknown {
  if (!isObject(override)) return override;
  if (Array.isArray(value)) {
    const items = [...value];
    for (const [index, item] of Object.entries(override))
      items[Number(index)] = withOverride(items[Number(index)], item);
    return items;
  }
  const members: Record<string, unknown> = isObject(value) ? { ...value } : {};
  for (const [name, member] of Object.entries(override)) members[name] = withOverride(members[name], member);
  return members;
}
