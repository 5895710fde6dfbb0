import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnRole, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

const POLICY_NAME = 'OwnLogGroup';

/** Lets a function write to its own log group, and make no other: after a group is deleted, a late line would bring it back,
 *  unbounded. The deny overrules whatever else the role allows.
 *  @see https://github.com/aws/aws-cdk/issues/35003 */
export function limitToLogGroup(resource: CfnFunction, logGroupName: string): void {
  const statements = statementsFor(Stack.of(resource), logGroupName);
  const { scope } = resource.node;
  const role = scope instanceof LambdaFunction ? scope.role : undefined;
  if (role && statements.every((statement) => role.addToPrincipalPolicy(statement).statementAdded)) return;
  const ofTemplate = roleOf(resource);
  if (ofTemplate) addPolicy(ofTemplate, statements);
  else {
    Annotations.of(resource).addWarningV2(
      'tailgate:group-creation',
      'The role of this function is not in this app: where it is defined, let it write to the log group of the function, and deny it logs:CreateLogGroup.',
    );
  }
}

/** What a function may do with logs that has a group of its own. */
export function statementsFor(stack: Stack, logGroupName: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [
        stack.formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: `${logGroupName}:*`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    }),
    new PolicyStatement({ effect: Effect.DENY, actions: ['logs:CreateLogGroup'], resources: ['*'] }),
  ];
}

/** Functions may share a role: its policy grows by what each of them writes to. */
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

function roleOf(resource: CfnFunction): CfnRole | undefined {
  const stack = Stack.of(resource);
  const wanted = JSON.stringify(stack.resolve(resource.role));
  const found = resource.node.root.node
    .findAll()
    .find((candidate) => candidate instanceof CfnRole && JSON.stringify(stack.resolve(candidate.attrArn)) === wanted);
  return found instanceof CfnRole ? found : undefined;
}
