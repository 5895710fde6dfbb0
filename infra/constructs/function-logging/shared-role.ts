import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { existOnlyWith, haveSameCondition } from '../conditional-resource.ts';
import { withExpectedValues } from '../expected-values.ts';
import { propertyOf, resourcesOfStack } from './function-resource.ts';

/** The characters of one managed policy, less a tenth: partitions and regions can have longer names than expected here. All inline policies
 *  of a role together have 10,240, but the CDK moves statements to managed policies of its own from an estimate that counts 150 for each ARN.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 *  @see https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-iam/lib/role.ts */
const MAX_MANAGED_POLICY = 0.9 * 6_144;
const MAX_INLINE_POLICIES = 0.6 * 10_240;
/** The managed policies of a role, in an account whose quota was not raised. */
const MAX_MANAGED_POLICIES = 10;

/** The policies of an imported role are not known. */
const IMPORTED_ROLE_CHARACTERS = 4_000;

interface ManagedPolicy {
  /** The first function. The others are in the same stack, and exist under the same condition. */
  readonly owner: CfnResource;
  readonly resource: CfnManagedPolicy;
  readonly document: PolicyDocument;
  readonly statements: PolicyStatement[];
}

const inlineSizes = new WeakMap<IConstruct, number>();
const policiesByRole = new WeakMap<IConstruct, ManagedPolicy[]>();

/** Whether statements fit into the inline policies of a role, beside those that it has. Counts them if they do. */
export function fitsInline(role: IConstruct, statements: readonly PolicyStatement[]): boolean {
  const before = inlineSizes.get(role) ?? inlineSize(role);
  const size = before + sizeOf(role, new PolicyDocument({ statements: [...statements] }));
  inlineSizes.set(role, size > MAX_INLINE_POLICIES ? before : size);
  return size <= MAX_INLINE_POLICIES;
}

/** Adds statements for a function to a managed policy of its role, in the stack of the function.
 *  @returns undefined when the role has as many managed policies as IAM allows. */
export function addToManagedPolicy(
  resource: CfnResource,
  role: IConstruct,
  roleName: string,
  statements: readonly PolicyStatement[],
): CfnManagedPolicy | undefined {
  const policies = policiesByRole.get(role) ?? [];
  policiesByRole.set(role, policies);
  const withRoom = policies.find(
    (policy) =>
      Stack.of(policy.owner) === Stack.of(resource) &&
      haveSameCondition(policy.owner, resource) &&
      sizeOf(role, mergedDocument([...policy.statements, ...statements])) <= MAX_MANAGED_POLICY,
  );
  if (withRoom === undefined && policies.length + managedPolicies(role) >= MAX_MANAGED_POLICIES) return undefined;
  const policy = withRoom ?? createPolicy(resource, role, roleName, policies);
  policy.statements.push(...statements);
  policy.document.addStatements(...statements);
  resource.node.addDependency(policy.resource);
  return policy.resource;
}

function createPolicy(
  resource: CfnResource,
  role: IConstruct,
  roleName: string,
  policies: ManagedPolicy[],
): ManagedPolicy {
  const document = mergedDocument([]);
  const id = `OwnLogGroups${role.node.addr.slice(0, 8)}-${policies.length}`;
  const cfnPolicy = new CfnManagedPolicy(Stack.of(resource), id, { policyDocument: document, roles: [roleName] });
  existOnlyWith(cfnPolicy, resource);
  const policy = { owner: resource, resource: cfnPolicy, document, statements: [] };
  policies.push(policy);
  return policy;
}

/** Statements with the same actions become one with the resources of all, which is shorter. */
function mergedDocument(statements: PolicyStatement[]): PolicyDocument {
  return new PolicyDocument({ statements, minimize: true });
}

/** The size of the inline policies that the app gives a role. */
function inlineSize(role: IConstruct): number {
  const resource = resourceOf(role);
  if (resource === undefined) return IMPORTED_ROLE_CHARACTERS;
  const own = [Stack.of(resource).resolve(propertyOf(resource, 'Policies')) ?? []].flat();
  const documents = policiesWith(resource, 'AWS::IAM::Policy').map((policy) => propertyOf(policy, 'PolicyDocument'));
  // Resolving a document would end all changes to its statements.
  const asJson = (document: unknown) => (document instanceof PolicyDocument ? document.toJSON() : document);
  return sizeOf(role, [...own, ...documents.map(asJson)]);
}

/** The number of managed policies that the app gives a role, without those of this file. */
function managedPolicies(role: IConstruct): number {
  const resource = resourceOf(role);
  if (resource === undefined) return 0;
  const own = [Stack.of(resource).resolve(propertyOf(resource, 'ManagedPolicyArns')) ?? []].flat();
  const ours = (policiesByRole.get(role) ?? []).map((policy) => policy.resource as CfnResource);
  const others = policiesWith(resource, 'AWS::IAM::ManagedPolicy').filter((policy) => !ours.includes(policy));
  return own.length + others.length;
}

/** The policies of this type that the stack of a role attaches to it. */
function policiesWith(role: CfnResource, type: string): CfnResource[] {
  const stack = Stack.of(role);
  const name = JSON.stringify(stack.resolve(role.ref));
  return resourcesOfStack(stack)
    .filter(({ cfnResourceType }) => cfnResourceType === type)
    .filter((policy) => JSON.stringify(stack.resolve(propertyOf(policy, 'Roles')) ?? []).includes(name));
}

function resourceOf(role: IConstruct): CfnResource | undefined {
  const resource = CfnResource.isCfnResource(role) ? role : role.node.defaultChild;
  return CfnResource.isCfnResource(resource) ? resource : undefined;
}

/** The characters of a value when CloudFormation has filled in the names. */
function sizeOf(scope: IConstruct, value: unknown): number {
  return JSON.stringify(withExpectedValues(scope, value)).length;
}
