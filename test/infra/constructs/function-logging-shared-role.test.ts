import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type IRole, ManagedPolicy, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { expect, it } from 'vitest';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { emptyStack } from '../synthesize.ts';

const INLINE_POLICY = 'AWS::IAM::Policy';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const MAX_INLINE_POLICIES = 10_240;
const MAX_MANAGED_POLICY = 6_144;
const MAX_MANAGED_POLICIES = 10;

const REGION = 'ap-southeast-1';
const ACCOUNT = '123456789012';
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
};

/** The texts of the policies of this type after the deployment, in a region with a long name. */
function policies(stack: Stack, type: string): string[] {
  const nameOf = (id: string) => `${stack.stackName}-${id}-0123456789AB`;
  const resolve = (_: string, value: unknown): unknown => {
    const { Ref: id, 'Fn::GetAtt': attribute, 'Fn::Join': join } = Object(value);
    if (id !== undefined) return PSEUDO_PARAMETERS[id] ?? nameOf(id);
    if (attribute !== undefined) return `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${nameOf(attribute[0])}:*`;
    return join === undefined ? value : join[1].join(join[0]);
  };
  const resources = Object.values(Template.fromStack(stack).findResources(type));
  return resources.map(({ Properties }) =>
    JSON.stringify(JSON.parse(JSON.stringify(Properties.PolicyDocument), resolve)),
  );
}

/** The numbers of the functions whose log groups a policy names. */
function functionsIn(texts: readonly string[]): Set<string | undefined> {
  return new Set([...texts.join().matchAll(/(\d+)ResourceLogs/g)].map(([, number]) => number));
}

function lambdaRole(scope: Stack): Role {
  const basic = ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaBasicExecutionRole');
  return new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [basic] });
}

function shareRole(stack: Stack, role: IRole, count: number, id = 'Function'): void {
  for (let index = 0; index < count; index += 1) {
    new LambdaFunction(stack, `${id}${index}`, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {}'),
      role,
    });
  }
  FunctionLogging.of(stack).enable();
}

it.each<[string, number, (stack: Stack) => IRole, string?]>([
  ['a role of the app', 60, lambdaRole],
  ['an imported role', 60, (stack) => Role.fromRoleName(stack, 'Role', 'theirs')],
  [
    'functions with long names',
    40,
    lambdaRole,
    'ProductionOrdersRefundHandlerWithAVeryLongNameOfTheConstructInTheStack',
  ],
])('the policies of a role that many functions share stay within the limits: %s', (_, count, createRole, id) => {
  const stack = emptyStack();
  shareRole(stack, createRole(stack), count, id);
  const [inline, managed] = [policies(stack, INLINE_POLICY), policies(stack, MANAGED_POLICY)];
  expect(inline.join('').length).toBeLessThan(MAX_INLINE_POLICIES);
  for (const policy of managed) expect(policy.length).toBeLessThan(MAX_MANAGED_POLICY);
  expect(managed.length).toBeLessThan(MAX_MANAGED_POLICIES);
  expect(functionsIn([...inline, ...managed]).size).toBe(count);
});

it.each<[string, (role: Role, statement: PolicyStatement) => void]>([
  ['its default policy', (role, statement) => role.addToPolicy(statement)],
  ['another policy', (role, statement) => new Policy(role, 'Own', { statements: [statement], roles: [role] })],
])('counts what the role of a function has already, in %s', (_, add) => {
  const stack = emptyStack();
  const role = lambdaRole(stack);
  const arns = Array.from(
    { length: 150 },
    (_, index) => `arn:aws:s3:::a-bucket-with-a-long-name-${index}/orders/*/invoices/*`,
  );
  add(role, new PolicyStatement({ actions: ['s3:GetObject'], resources: arns }));
  shareRole(stack, role, 1);
  const inline = policies(stack, INLINE_POLICY).join('').length;
  expect(inline).toBeGreaterThan(9_200);
  expect(inline).toBeLessThan(MAX_INLINE_POLICIES);
  expect(functionsIn(policies(stack, MANAGED_POLICY)).size).toBe(1);
});

it('attaches no more managed policies to a role than IAM allows, and warns of the functions without', () => {
  const stack = emptyStack();
  const role = lambdaRole(stack);
  for (const name of ['A', 'B', 'C', 'D', 'E', 'F', 'G']) {
    role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName(name));
  }
  shareRole(stack, role, 60);
  const managed = policies(stack, MANAGED_POLICY);
  // The others are these seven, and AWSLambdaBasicExecutionRole.
  expect(managed).toHaveLength(MAX_MANAGED_POLICIES - 8);
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('have no room for more'));
  expect(warnings.length).toBeGreaterThan(0);
  expect(warnings.length).toBe(60 - functionsIn([...policies(stack, INLINE_POLICY), ...managed]).size);
});
