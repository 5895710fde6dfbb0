import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { existOnlyWith, haveSameCondition } from '../conditional-resource.ts';

/** Statements of this many functions fit into one policy. Each function needs about 550 characters, a managed policy has 6,144, and all
 *  inline policies of a role together have 10,240.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_FUNCTIONS_PER_POLICY = 10;

interface ManagedPolicy {
  /** The first function. The others are in the same stack, and exist under the same condition. */
  readonly owner: CfnResource;
  readonly resource: CfnManagedPolicy;
  readonly document: PolicyDocument;
  functions: number;
}

const functionsByRole = new WeakMap<IConstruct, number>();
const policiesByRole = new WeakMap<IConstruct, ManagedPolicy[]>();

/** Counts a function of a role.
 *  @returns whether the statements of the function fit into the inline policies of the role. */
export function fitsInline(role: IConstruct): boolean {
  const count = (functionsByRole.get(role) ?? 0) + 1;
  functionsByRole.set(role, count);
  return count <= MAX_FUNCTIONS_PER_POLICY;
}

/** Adds statements for a function to a managed policy of its role, in the stack of the function. */
export function addToManagedPolicy(
  resource: CfnResource,
  role: IConstruct,
  roleName: string,
  statements: readonly PolicyStatement[],
): CfnManagedPolicy {
  const stack = Stack.of(resource);
  const policies = policiesByRole.get(role) ?? [];
  policiesByRole.set(role, policies);
  let policy = policies.find(
    ({ owner, functions }) =>
      Stack.of(owner) === stack && haveSameCondition(owner, resource) && functions < MAX_FUNCTIONS_PER_POLICY,
  );
  if (policy === undefined) {
    const document = new PolicyDocument();
    const id = `OwnLogGroups${role.node.addr.slice(0, 8)}-${policies.length}`;
    policy = {
      owner: resource,
      document,
      functions: 0,
      resource: new CfnManagedPolicy(stack, id, { policyDocument: document, roles: [roleName] }),
    };
    existOnlyWith(policy.resource, resource);
    policies.push(policy);
  }
  policy.functions += 1;
  policy.document.addStatements(...statements);
  resource.node.addDependency(policy.resource);
  return policy.resource;
}
