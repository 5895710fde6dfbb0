import { isObject } from '../../../core/is-object.ts';
import type { PartialText } from '../../../core/template/unknown-value.ts';
import { compileWildcard } from '../../../core/wildcard.ts';
import type { Resource } from './template-app.ts';
import { partialTextAt } from './template-text.ts';
import { listAt, textAt, UNKNOWN, valueAt } from './template-value.ts';

/** A statement of a policy. Statements that are known only at deployment are left out. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly PartialText[];
  /** Whether the statement has a `Condition`, so that it does not always apply. */
  readonly conditional: boolean;
}

/** The role of a function, if its stack declares it; undefined for another role, and for one that SAM creates. */
export function roleOf(fn: Resource): Resource | undefined {
  const [reference, ...otherParts] = partialTextAt(fn.properties, 'Role') ?? [];
  if (otherParts.length > 0 || typeof reference !== 'object') return undefined;
  const role = fn.stack.resource(reference.ref);
  return role?.type === 'AWS::IAM::Role' ? role : undefined;
}

/** The resource with the permissions of a function: its role, or the function itself if SAM creates the role from its `Policies`.
 *  Undefined if the stack does not declare the role. */
export function permissionsOf(fn: Resource): Resource | undefined {
  const isCreatedBySam = fn.type === 'AWS::Serverless::Function' && valueAt(fn.properties, 'Role') === undefined;
  return isCreatedBySam ? fn : roleOf(fn);
}

/** Whether an action of a policy includes the action: case-insensitive, with `*` and `?` as in IAM. */
export function includesAction(pattern: string, action: string): boolean {
  return matchesWildcards(pattern.toLowerCase(), action.toLowerCase());
}

/** Whether a pattern of IAM includes the text. `*` means any characters, `?` one.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export function matchesWildcards(pattern: string, text: string): boolean {
  return compileWildcard(pattern, '?')(text);
}

/** The part of the resource of a statement after `log-group:`, with wildcards; `*` for all log groups, undefined for anything else. */
export function logGroupPattern(resource: PartialText): string | undefined {
  const text = resourceText(resource);
  const start = text.indexOf(':log-group:');
  if (start >= 0) return text.slice(start + ':log-group:'.length);
  const beforeWildcard = text.split('*', 1)[0] ?? '';
  const coversAllLogs = text.startsWith('arn:') && beforeWildcard.includes(':logs:') && text.endsWith('*');
  return text === '*' || coversAllLogs ? '*' : undefined;
}

/** The resource of a statement, with the keys of its unknown parts: equal resources have equal texts. */
export function resourceText(resource: PartialText): string {
  return resource.map((part) => (typeof part === 'string' ? part : part.key)).join('');
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
      conditional: statement.Condition !== undefined,
      actions: items(statement, 'Action').filter((action) => typeof action === 'string'),
      // A single resource may be a reference.
      resources: [statement.Resource].flat().flatMap((resource) => {
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
