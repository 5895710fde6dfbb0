import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy, Policy, PolicyDocument, type PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { existOnlyWith, haveSameCondition } from '../conditional-resource.ts';
import { withExpectedValues } from '../expected-values.ts';
import { propertyOf } from './function-resource.ts';

/** The characters of all inline policies of a role together. IAM allows 10,240: the app may add statements later, and names can be longer.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_INLINE_CHARACTERS = 9000;
/** The characters of a managed policy. IAM allows 6,144. */
const MAX_MANAGED_CHARACTERS = 5600;
/** IAM allows 10 managed policies for a role. The CDK adds one when the policy of the app is large. */
const MAX_MANAGED_POLICIES = 9;
/** The policies of an imported role are not known. */
const IMPORTED_ROLE_CHARACTERS = 4000;

interface ManagedPolicy {
  /** The first function. The others are in the same stack, and exist under the same condition. */
  readonly owner: CfnResource;
  readonly resource: CfnManagedPolicy;
  readonly document: PolicyDocument;
  characters: number;
}

const inlineCharactersByRole = new WeakMap<IConstruct, number>();
const policiesByRole = new WeakMap<IConstruct, ManagedPolicy[]>();

/** Counts the statements for a function of a role, which several functions can share.
 *  @returns whether they fit into the inline policies of the role. */
export function fitsInline(role: IConstruct, statements: readonly PolicyStatement[]): boolean {
  const current = inlineCharactersByRole.get(role) ?? inlineCharacters(role);
  const characters = current + charactersOf(role, statements);
  const fits = characters <= MAX_INLINE_CHARACTERS;
  inlineCharactersByRole.set(role, fits ? characters : current);
  return fits;
}

/** Adds statements for a function to a managed policy of its role, in the stack of the function.
 *  @returns undefined when the role cannot have another managed policy. */
export function addToManagedPolicy(
  resource: CfnResource,
  role: IConstruct,
  roleName: string,
  statements: readonly PolicyStatement[],
): CfnManagedPolicy | undefined {
  const stack = Stack.of(resource);
  const policies = policiesByRole.get(role) ?? [];
  policiesByRole.set(role, policies);
  const characters = charactersOf(resource, statements);
  let policy = policies.find(
    ({ owner, characters: current }) =>
      Stack.of(owner) === stack && haveSameCondition(owner, resource) && current + characters <= MAX_MANAGED_CHARACTERS,
  );
  if (policy === undefined) {
    if (policies.length + ownManagedPolicies(role) >= MAX_MANAGED_POLICIES) return undefined;
    const document = new PolicyDocument();
    const id = `OwnLogGroups${role.node.addr.slice(0, 8)}-${policies.length}`;
    policy = {
      owner: resource,
      document,
      characters: 0,
      resource: new CfnManagedPolicy(stack, id, { policyDocument: document, roles: [roleName] }),
    };
    existOnlyWith(policy.resource, resource);
    policies.push(policy);
  }
  policy.characters += characters;
  policy.document.addStatements(...statements);
  resource.node.addDependency(policy.resource);
  return policy.resource;
}

/** The characters of the policies that the app gives to the role. */
function inlineCharacters(role: IConstruct): number {
  const resource = resourceOf(role);
  if (resource === undefined) return IMPORTED_ROLE_CHARACTERS;
  const defaultPolicy = role.node.tryFindChild('DefaultPolicy');
  const documents = [
    defaultPolicy instanceof Policy ? defaultPolicy.document : [],
    propertyOf(resource, 'Policies') ?? [],
  ];
  return JSON.stringify(withExpectedValues(role, documents)).length;
}

function ownManagedPolicies(role: IConstruct): number {
  const resource = resourceOf(role);
  if (resource === undefined) return 0;
  const arns = withExpectedValues(resource, propertyOf(resource, 'ManagedPolicyArns'));
  return Array.isArray(arns) ? arns.length : 0;
}

function resourceOf(role: IConstruct): CfnResource | undefined {
  const resource = role instanceof Role ? role.node.defaultChild : role;
  return CfnResource.isCfnResource(resource) ? resource : undefined;
}

function charactersOf(scope: IConstruct, statements: readonly PolicyStatement[]): number {
  const documents = statements.map((statement) => statement.toStatementJson());
  return JSON.stringify(withExpectedValues(scope, documents)).length;
}
