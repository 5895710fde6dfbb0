import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import { isObject } from '../../core/is-object.ts';

/** What the CDK has no public method for: the overrides of a resource, such as those of `addPropertyOverride`. */
interface Overrides {
  readonly Condition?: unknown;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The overrides of a resource, as the app wrote them: a value can be a token. */
export function overridesOf(resource: CfnResource): Overrides {
  const { rawOverrides = {} } = resource as unknown as { readonly rawOverrides?: Overrides };
  return rawOverrides;
}

/** Whether the app overrides a property, or a part of it. An override takes precedence over the property of the construct.
 *  @param name the name in CloudFormation: `LoggingConfig`. */
export function isOverridden(resource: CfnResource, name: string): boolean {
  return name in (overridesOf(resource).Properties ?? {});
}

/** The value of a property with its override. As the CDK merges: objects by member (the members of a list are its indexes), undefined
 *  deletes a member, and any other value replaces the earlier one.
 *  @param value the value of the construct, with the names that it has in CloudFormation. */
export function withOverride(resource: CfnResource, name: string, value: unknown): unknown {
  if (!isOverridden(resource, name)) return value;
  const stack = Stack.of(resource);
  // The text of a token stays: it can be a reference to another stack.
  const plain = (member: unknown) => (isObject(member) && Token.isUnresolved(member) ? stack.resolve(member) : member);
  return merge(value, overridesOf(resource).Properties?.[name], plain);
}

function merge(value: unknown, override: unknown, plain: (value: unknown) => unknown): unknown {
  const changes = plain(override);
  const current = plain(value);
  if (!isObject(changes)) return changes;
  if (Array.isArray(current)) {
    const items = [...current];
    for (const [index, item] of Object.entries(changes))
      items[Number(index)] = merge(items[Number(index)], item, plain);
    return items;
  }
  const members: Record<string, unknown> = isObject(current) ? { ...current } : {};
  for (const [name, member] of Object.entries(changes)) {
    if (member === undefined) delete members[name];
    else members[name] = merge(members[name], member, plain);
  }
  return members;
}
