import { Annotations, type CfnResource, CustomResourceProviderBase, Names, Stack } from 'aws-cdk-lib';
import { CfnPolicy, CfnRole, Effect, type IRole, Policy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge-wildcards.ts';
import { logGroupArn } from '../cdk-log-group.ts';
import { conditionOf, existOnlyWith, refuseConditionalReferences } from '../conditional-resource.ts';
import { LoggedFunction } from '../logged-function.ts';
import type { FunctionLogGroup } from './function-log-group.ts';
import { propertyOf, referencedResource } from './function-resource.ts';
import { addToManagedPolicy, fitsInline } from './shared-role.ts';

const POLICY_NAME = 'OwnLogGroup';

/** Allows a function to write to its log group. If the app creates the group, denies the function to create it again: after the group
 *  is deleted, a late line would create it without retention. The deny names only this group: creating others can be the job of the
 *  function, as for the custom resource of `logRetention`, or of another function with the same role.
 *  @see https://github.com/aws/aws-cdk/issues/35003 */
export function restrictToLogGroup(resource: CfnResource, logGroup: FunctionLogGroup): void {
  // It has these permissions.
  if (resource.node.scope?.node.scope instanceof LoggedFunction) return;
  const policy = addStatements(resource, logStatements(resource, logGroup));
  if (policy !== undefined) {
    acknowledgeWildcards(policy, [logGroup.streamsArn], 'The ARN of a single log group ends with this wildcard.');
    // An aspect of the app can set the condition of the function after this one.
    if (conditionOf(resource) === undefined) refuseConditionalReferences('FunctionLogging', policy);
    return;
  }
  Annotations.of(resource).addWarningV2(
    'tailgate:group-creation',
    'The policies of the role of this function cannot be changed here, or have no room for more. Where the role is defined, allow it to write to the log group of the function, and deny it logs:CreateLogGroup for this group.',
  );
}

function logStatements(scope: CfnResource, { name, streamsArn, isDeclared }: FunctionLogGroup): PolicyStatement[] {
  const write = new PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [streamsArn],
  });
  if (!isDeclared) return [write];
  return [
    write,
    // AWS evaluates this action on both forms of the ARN.
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['logs:CreateLogGroup'],
      resources: [logGroupArn(scope, name), streamsArn],
    }),
  ];
}

/** @returns what contains the statements; undefined when the role cannot be changed. */
function addStatements(resource: CfnResource, statements: readonly PolicyStatement[]): IConstruct | undefined {
  const { scope } = resource.node;
  if (scope instanceof LambdaFunction && scope.role) return addToRole(resource, scope.role, statements);
  if (scope instanceof CustomResourceProviderBase) {
    for (const statement of statements) scope.addToRolePolicy(statement.toStatementJson());
    return scope;
  }
  const reference = propertyOf(resource, 'Role');
  if (reference === undefined && resource.cfnResourceType === 'AWS::Serverless::Function') {
    addToSamPolicies(resource, statements);
    return resource;
  }
  const role = referencedResource(resource, 'AWS::IAM::Role', reference);
  if (role === undefined) return undefined;
  if (role.node.scope instanceof Role) return addToRole(resource, role.node.scope, statements);
  if (!fitsInline(role, statements)) return addToManagedPolicy(resource, role, role.ref, statements);
  if (!(role instanceof CfnRole && existsAlwaysWith(role, resource) && hasPlainPolicies(role))) {
    return attachPolicy(resource, role.ref, statements);
  }
  addInlinePolicy(role, statements);
  return role;
}

function addToRole(resource: CfnResource, role: IRole, statements: readonly PolicyStatement[]): IConstruct | undefined {
  if (!(role instanceof Role)) return addToOtherRole(resource, role, statements);
  if (!fitsInline(role, statements)) return addToManagedPolicy(resource, role, role.roleName, statements);
  if (!existsAlwaysWith(role, resource)) return attachPolicy(resource, role.roleName, statements);
  const added = statements.every((statement) => role.addToPrincipalPolicy(statement).statementAdded);
  return added ? (role.node.tryFindChild('DefaultPolicy') ?? role) : undefined;
}

/** Adds a policy to an imported role, in the stack of the function. A role that must not be changed (`withoutPolicyUpdates`,
 *  `mutable: false`, or of another account) does not take it. */
function addToOtherRole(
  resource: CfnResource,
  role: IRole,
  statements: readonly PolicyStatement[],
): IConstruct | undefined {
  const scope = resource.node.scope ?? resource;
  const id = `${resource.node.id}${POLICY_NAME}`;
  const policy = new Policy(scope, id, { policyName: policyNameOf(resource), statements: [...statements] });
  role.attachInlinePolicy(policy);
  const cfnPolicy = policy.node.defaultChild as CfnPolicy;
  if (Stack.of(resource).resolve(cfnPolicy.roles) === undefined) {
    scope.node.tryRemoveChild(id);
    return undefined;
  }
  if (!fitsInline(role, statements)) {
    scope.node.tryRemoveChild(id);
    return addToManagedPolicy(resource, role, role.roleName, statements);
  }
  existOnlyWith(cfnPolicy, resource);
  resource.node.addDependency(policy);
  return policy;
}

/** Whether policies can be appended: a token or an override would hide them. */
function hasPlainPolicies(role: CfnRole): boolean {
  const policies = propertyOf(role, 'Policies');
  return policies === role.policies && (policies === undefined || Array.isArray(policies));
}

/** Whether the policies of the role may name the log group of the function: a condition can leave out both. */
function existsAlwaysWith(role: Construct, resource: CfnResource): boolean {
  return Stack.of(role) === Stack.of(resource) && conditionOf(resource) === undefined;
}

/** Attaches a policy in the stack of the function, with its condition: in the stack of the role, it would make the two stacks depend on each
 *  other, and in a role without the condition, it would name a log group that does not exist. */
function attachPolicy(resource: CfnResource, roleName: string, statements: readonly PolicyStatement[]): CfnPolicy {
  const scope = resource.node.scope ?? resource;
  const policy = new CfnPolicy(scope, `${resource.node.id}${POLICY_NAME}`, {
    policyName: policyNameOf(resource),
    policyDocument: policyDocument(statements),
    roles: [roleName],
  });
  existOnlyWith(policy, resource);
  resource.node.addDependency(policy);
  return policy;
}

/** Functions of several stacks can share a role, in which the name of a policy is unique. */
function policyNameOf(resource: CfnResource): string {
  return `${POLICY_NAME}${Names.uniqueResourceName(resource, { maxLength: 100 })}`;
}

/** Adds one policy for each function: several functions can share a role. */
function addInlinePolicy(role: CfnRole, statements: readonly PolicyStatement[]): void {
  const policies = Array.isArray(role.policies) ? role.policies : [];
  const count = policies.filter((policy) => 'policyName' in policy && policy.policyName.startsWith(POLICY_NAME)).length;
  role.policies = [
    ...policies,
    {
      policyName: count === 0 ? POLICY_NAME : `${POLICY_NAME}${count + 1}`,
      policyDocument: policyDocument(statements),
    },
  ];
}

/** SAM creates a role from the policies of the function.
 *  @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-policies */
function addToSamPolicies(resource: CfnResource, statements: readonly PolicyStatement[]): void {
  const current = Stack.of(resource).resolve(propertyOf(resource, 'Policies'));
  resource.addPropertyOverride('Policies', [current ?? [], policyDocument(statements)].flat());
}

function policyDocument(statements: readonly PolicyStatement[]): { Version: string; Statement: unknown[] } {
  return { Version: '2012-10-17', Statement: statements.map((statement) => statement.toStatementJson()) };
}
