import { Annotations, type CfnResource, CustomResourceProviderBase, Names, Stack } from 'aws-cdk-lib';
import { CfnPolicy, CfnRole, Effect, type IRole, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeWildcards } from '../acknowledge-wildcards.ts';
import { logGroupArn } from '../cdk-log-group.ts';
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
    return;
  }
  Annotations.of(resource).addWarningV2(
    'tailgate:group-creation',
    'The policies of the role of this function cannot be changed here. Where the role is defined, allow it to write to the log group of the function, and deny it logs:CreateLogGroup for this group.',
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
  if (!fitsInline(role)) return addToManagedPolicy(resource, role, role.ref, statements);
  if (!(role instanceof CfnRole && isInSameStack(role, resource) && hasPlainPolicies(role))) {
    return attachPolicy(resource, role.ref, statements);
  }
  addInlinePolicy(role, statements);
  return role;
}

function addToRole(resource: CfnResource, role: IRole, statements: readonly PolicyStatement[]): IConstruct | undefined {
  if (role instanceof Role && !fitsInline(role)) {
    return addToManagedPolicy(resource, role, role.roleName, statements);
  }
  if (role instanceof Role && !isInSameStack(role, resource)) {
    return attachPolicy(resource, role.roleName, statements);
  }
  const added = statements.map((statement) => role.addToPrincipalPolicy(statement));
  if (!added.every(({ statementAdded }) => statementAdded)) return undefined;
  if (role instanceof Role) return role.node.tryFindChild('DefaultPolicy') ?? role;
  // A role that must not be changed (`withoutPolicyUpdates`, `mutable: false`) also reports success, but returns no policy.
  const policy = added[0]?.policyDependable;
  return Construct.isConstruct(policy) ? policy : undefined;
}

/** Whether policies can be appended: a token or an override would hide them. */
function hasPlainPolicies(role: CfnRole): boolean {
  const policies = propertyOf(role, 'Policies');
  return policies === role.policies && (policies === undefined || Array.isArray(policies));
}

function isInSameStack(role: Construct, resource: CfnResource): boolean {
  return Stack.of(role) === Stack.of(resource);
}

/** Attaches a policy in the stack of the function: in the stack of the role, it would make the two stacks depend on each other. */
function attachPolicy(resource: CfnResource, roleName: string, statements: readonly PolicyStatement[]): CfnPolicy {
  const scope = resource.node.scope ?? resource;
  const policy = new CfnPolicy(scope, `${resource.node.id}${POLICY_NAME}`, {
    policyName: `${POLICY_NAME}${Names.uniqueResourceName(resource, { maxLength: 100 })}`,
    policyDocument: policyDocument(statements),
    roles: [roleName],
  });
  // A policy for a role that a condition leaves out would fail the deployment.
  const { condition } = resource.cfnOptions;
  if (condition) policy.cfnOptions.condition = condition;
  resource.node.addDependency(policy);
  return policy;
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
