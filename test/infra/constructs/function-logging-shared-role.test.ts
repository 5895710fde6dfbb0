import type { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { expect, it } from 'vitest';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { emptyStack } from '../synthesize.ts';

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const MAX_INLINE_CHARACTERS = 10_240;
const MAX_MANAGED_CHARACTERS = 6144;
const MAX_MANAGED_POLICIES = 10;

function roleOfApp(stack: Stack): Role {
  return new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

/** A role whose own policy has about 7,700 characters. */
function roleWithLargePolicy(stack: Stack): Role {
  const role = roleOfApp(stack);
  for (let index = 0; index < 55; index += 1) {
    const table = `arn:aws:dynamodb:eu-central-1:123456789012:table/production-orders-table-number-${index}`;
    role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [table, `${table}/index/*`] }));
  }
  return role;
}

function templateOf(createRole: (stack: Stack) => IRole, count: number, id = 'Function'): [Template, Stack] {
  const stack = emptyStack();
  const role = createRole(stack);
  for (let index = 0; index < count; index += 1) {
    new LambdaFunction(stack, `${id}${index}`, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {}'),
      role,
    });
  }
  FunctionLogging.of(stack).enable();
  return [Template.fromStack(stack), stack];
}

/** The characters of the policies of a type, with the values that the deployment fills in. */
function characters(template: Template, type: string): number[] {
  return Object.values(template.findResources(type)).map(
    ({ Properties }) => JSON.stringify(deployed(Properties.PolicyDocument)).length,
  );
}

function deployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployed);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value as Record<string, never[]>;
  if (join !== undefined) return (deployed(join[1]) as string[]).join('');
  if (attribute !== undefined)
    return `arn:aws:logs:eu-central-1:123456789012:log-group:Stack-${attribute[0]}-0123456789AB:*`;
  if (name !== undefined)
    return (
      { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-central-1', 'AWS::AccountId': '123456789012' }[String(name)] ??
      `Stack-${name}-0123456789AB`
    );
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, deployed(member)]));
}

it.each<[string, (stack: Stack) => IRole, string]>([
  ['a role of the app', roleOfApp, 'Function'],
  ['a role with a large policy of its own', roleWithLargePolicy, 'Function'],
  ['functions with long names', roleOfApp, 'ProductionOrdersRefundHandlerWithAVeryLongNameOfTheConstructInTheStack'],
  ['an imported role', (stack) => Role.fromRoleName(stack, 'Role', 'theirs'), 'Function'],
])('the policies of a role that 40 functions share stay within the limits of IAM: %s', (_, createRole, id) => {
  const [template] = templateOf(createRole, 40, id);
  expect(JSON.stringify(template.toJSON()).match(/logs:PutLogEvents/g)).toHaveLength(40);
  const inline = characters(template, 'AWS::IAM::Policy').reduce((sum, length) => sum + length, 0);
  expect(inline).toBeLessThan(MAX_INLINE_CHARACTERS);
  const managed = characters(template, 'AWS::IAM::ManagedPolicy');
  expect(Math.max(...managed)).toBeLessThan(MAX_MANAGED_CHARACTERS);
  expect(managed.length).toBeLessThanOrEqual(MAX_MANAGED_POLICIES);
});

it('warns of the functions whose statements no policy of the role can take', () => {
  const [template, stack] = templateOf(roleWithLargePolicy, 120);
  expect(characters(template, 'AWS::IAM::ManagedPolicy').length).toBeLessThanOrEqual(MAX_MANAGED_POLICIES);
  Annotations.fromStack(stack).hasWarning(
    '/Orders/Function119/Resource',
    Match.stringLikeRegexp('The policies of the role of this function cannot be changed here'),
  );
});
