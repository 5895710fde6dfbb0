import { isObject } from '../../../core/is-object.ts';
import type { PartialText } from '../../../core/template/partial.ts';
import type { Resource } from './template-app.ts';
import { partialTextAt } from './text.ts';
import { at, listAt, textAt, UNKNOWN } from './value.ts';

/** What may or must not be done, of a policy. Statements that only the deployment knows are left out. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly PartialText[];
}

/** The role in this stack that a function assumes; undefined for one of elsewhere, or one that SAM makes. */
export function roleOf(fn: Resource): Resource | undefined {
  const [only, ...others] = partialTextAt(fn.properties, 'Role') ?? [];
  if (others.length > 0 || typeof only !== 'object') return undefined;
  const role = fn.stack.resource(only.ref);
  return role?.type === 'AWS::IAM::Role' ? role : undefined;
}

/** The ARNs of the managed policies of a role. */
export function managedPolicies(role: Resource): PartialText[] {
  return items(role.properties, 'ManagedPolicyArns').flatMap((policy) => {
    const text = partialTextAt(policy);
    return text === undefined ? [] : [text];
  });
}

/** The statements of the role's own policies, and of the policies of its stack that are attached to it. */
export function statementsOf(role: Resource): Statement[] {
  const inline = items(role.properties, 'Policies').map((policy) => at(policy, 'PolicyDocument') ?? policy);
  const attached = role.stack.resources
    .filter(
      ({ type }) =>
        type === 'AWS::IAM::Policy' || type === 'AWS::IAM::RolePolicy' || type === 'AWS::IAM::ManagedPolicy',
    )
    .filter((policy) => isAttached(policy, role))
    .map((policy) => at(policy.properties, 'PolicyDocument'));
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
    (partialTextAt(value) ?? []).some((piece) => typeof piece === 'object' && piece.ref === role.id),
  );
}

function items(root: unknown, ...path: readonly string[]): readonly unknown[] {
  const list = listAt(root, ...path);
  return list === undefined || list === UNKNOWN ? [] : list;
}
