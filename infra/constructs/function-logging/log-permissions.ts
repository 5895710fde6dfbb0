import { Annotations, Stack } from 'aws-cdk-lib';
import { CfnRole, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { logGroupArn } from '../cdk-log-group.ts';
import { findResource } from '../find-resource.ts';

const POLICY_NAME = 'OwnLogGroup';

/** Allows a function to write to its log group, and denies it the creation of log groups: after the group is deleted, a late line
 *  would create it again, without retention. The deny takes precedence over everything that the role allows.
 *  @see https://github.com/aws/aws-cdk/issues/35003 */
export function restrictToLogGroup(resource: CfnFunction, logGroupName: string): void {
  const statements = logStatements(resource, logGroupName);
  const { scope } = resource.node;
  const role = scope instanceof LambdaFunction ? scope.role : undefined;
  if (role && statements.every((statement) => role.addToPrincipalPolicy(statement).statementAdded)) return;
  const cfnRole = findResource(resource, CfnRole, resource.role, ({ attrArn }) => attrArn);
  if (cfnRole) addPolicy(cfnRole, statements);
  else {
    Annotations.of(resource).addWarningV2(
      'tailgate:group-creation',
      'The role of this function is not in this app. Where the role is defined, allow it to write to the log group of the function, and deny logs:CreateLogGroup.',
    );
  }
}

/** The policy statements for a function that writes to its own log group. */
export function logStatements(scope: IConstruct, logGroupName: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroupArn(scope, `${logGroupName}:*`)],
    }),
    new PolicyStatement({ effect: Effect.DENY, actions: ['logs:CreateLogGroup'], resources: ['*'] }),
  ];
}

/** Adds one policy for each function: several functions can share a role. */
function addPolicy(role: CfnRole, statements: readonly PolicyStatement[]): void {
  const policies: CfnRole.PolicyProperty[] = Stack.of(role).resolve(role.policies) ?? [];
  const count = policies.filter(({ policyName }) => policyName.startsWith(POLICY_NAME)).length;
  const Statement = statements.map((statement) => statement.toStatementJson());
  role.policies = [
    ...policies,
    {
      policyName: count === 0 ? POLICY_NAME : `${POLICY_NAME}${count + 1}`,
      policyDocument: { Version: '2012-10-17', Statement },
    },
  ];
}
