import { isObject } from '../../../core/is-object.ts';
import type { PartialText } from '../../../core/template/unknown-value.ts';
import type { Resource } from './template-app.ts';
import { partialTextAt } from './template-text.ts';
import { listAt, textAt, UNKNOWN, valueAt } from './template-value.ts';

/** A statement of a policy. Statements that are known only at deployment are left out. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly PartialText[];
}

/** The role of a function, if its stack declares it; undefined for another role, and for one that SAM creates. */
export function roleOf(fn: Resource): Resource | undefined {
  const [reference, ...otherParts] = partialTextAt(fn.properties, 'Role') ?? [];
  if (otherParts.length > 0 || typeof reference !== 'object') return undefined;
  const role = fn.stack.resource(reference.ref);
  return role?.type === 'AWS::IAM::Role' ? role : undefined;
}

/** The ARNs of the managed policies of a role. */
export function managedPolicies(role: Resource): PartialText[] {
  return items(role.properties, 'ManagedPolicyArns').flatMap((policy) => {
    const text = partialTextAt(policy);
    return text === undefined ? [] : [text];
  });
}

/** The statements of the inline policies of the role, and of the attached policies that its stack declares. */
export function statementsOf(role: Resource): Statement[] {
  const inline = items(role.properties, 'Policies').map((policy) => valueAt(policy, 'PolicyDocument') ?? policy);
  const attached = role.stack.resources
    .filter(
      ({ type }) =>
        type === 'AWS::IAM::Policy' || type === 'AWS::IAM::RolePolicy' || type === 'AWS::IAM::ManagedPolicy',
    )
    .filter((policy) => isAttached(policy, role))
    .map((policy) => valueAt(policy.properties, 'PolicyDocument'));
  return [...inline, ...attached].flatMap((document) => items(document, 'Statement')).flatMap(readStatement);
}

function readStatement(statement: unknown): Statement[] {
  const effect = textAt(statement, 'Effect');
  if (!isObject(statement) || typeof effect !== 'string') return [];
  return [
    {
      effect,
      actions: items(statement, 'Action').filter((action) => typeof action === 'string'),
      resources: items(statement, 'Resource').flatMap((resource) => {
        const text = partialTextAt(resource);
        return text === undefined ? [] : [text];
      }),
    },
  ];
}

function isAttached(policy: Resource, role: Resource): boolean {
  const roles = [...items(policy.properties, 'Roles'), policy.properties.RoleName];
  return roles.some((value) =>
    (partialTextAt(value) ?? []).some((part) => typeof part === 'object' && part.ref === role.id),
  );
}

function items(root: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = listAt(root, ...path);
  return list === undefined || list === UNKNOWN ? [] : list;
}
