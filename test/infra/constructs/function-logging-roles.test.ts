import { App, CfnResource, Lazy, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  CfnRole,
  type IRole,
  ManagedPolicy,
  PermissionsBoundary,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnFunction as SamFunction } from 'aws-cdk-lib/aws-sam';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { expect, it } from 'vitest';
import { FunctionLogging } from '../../../infra/constructs/function-logging/function-logging.ts';
import { emptyStack, only } from '../synthesize.ts';

const POLICY = 'AWS::IAM::Policy';
const TRUST = { Version: '2012-10-17', Statement: [] };

function createFunction(scope: Stack, role?: IRole): LambdaFunction {
  return new LambdaFunction(scope, 'Charge', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    ...(role && { role }),
  });
}

function createL1(scope: Stack, role: string): CfnFunction {
  return new CfnFunction(scope, 'L1', { role, code: { zipFile: '' }, runtime: 'nodejs24.x', handler: 'index.handler' });
}

function lambdaRole(scope: Stack): Role {
  return new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
}

/** The resources of the statements that deny the creation of log groups. */
function deniedGroups(stack: Stack): unknown[] {
  const text = JSON.stringify(Template.fromStack(stack).toJSON());
  return [...text.matchAll(/"Action":"logs:CreateLogGroup","Effect":"Deny","Resource":(\[.*?\]|"\*")[,}]/g)].map(
    ([, resource]) => resource,
  );
}

it('denies only its own log group: other groups can be the job of the function', () => {
  const stack = emptyStack();
  new AwsCustomResource(stack, 'Group', {
    onCreate: {
      service: 'cloudwatch-logs',
      action: 'createLogGroup',
      parameters: { logGroupName: '/orders/audit' },
      physicalResourceId: PhysicalResourceId.of('audit'),
    },
    policy: AwsCustomResourcePolicy.fromStatements([
      new PolicyStatement({ actions: ['logs:CreateLogGroup'], resources: ['*'] }),
    ]),
  });
  createFunction(stack).addToRolePolicy(new PolicyStatement({ actions: ['logs:*'], resources: ['*'] }));
  FunctionLogging.of(stack).enable();
  const denied = deniedGroups(stack);
  expect(denied).toHaveLength(2);
  for (const groups of denied) expect(groups).toMatch(/^\[\{.*Logs[0-9A-F]{8}/);
});

it('does not deny the creation of a log group that no stack of the app creates', () => {
  const stack = emptyStack();
  const shared = LogGroup.fromLogGroupName(stack, 'Shared', '/shared/orders');
  new LambdaFunction(stack, 'Charge', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
    logGroup: shared,
  });
  FunctionLogging.of(stack).enable();
  expect(deniedGroups(stack)).toEqual([]);
  expect(JSON.stringify(only(stack, POLICY))).toContain('log-group:/shared/orders:*');
});

it('attaches the policy in the stack of the function when the role is in another stack: no circular dependency', () => {
  const app = new App();
  const roles = new Stack(app, 'Roles');
  const l1Role = new CfnRole(roles, 'L1Role', { assumeRolePolicyDocument: TRUST });
  const role = lambdaRole(roles);
  const orders = new Stack(app, 'Orders');
  createFunction(orders, role);
  createL1(orders, l1Role.attrArn);
  const nested = new NestedStack(orders, 'Nested');
  createFunction(nested, role);
  FunctionLogging.of(app).enable();
  const template = Template.fromStack(orders);
  template.resourceCountIs(POLICY, 2);
  template.hasResource('AWS::Lambda::Function', { DependsOn: Match.arrayWith(['L1OwnLogGroup']) });
  Template.fromStack(nested).resourceCountIs(POLICY, 1);
  expect(JSON.stringify(Template.fromStack(roles).findResources(POLICY))).not.toContain('PutLogEvents');
});

it.each<[string, (stack: Stack) => IRole]>([
  ['Role.fromRoleArn', (stack) => Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs')],
  ['Role.fromRoleName', (stack) => Role.fromRoleName(stack, 'Role', 'theirs')],
])('attaches the policy in the stack of the function to a role that another stack imports: %s', (_, role) => {
  const app = new App();
  const roles = new Stack(app, 'Roles');
  const orders = new Stack(app, 'Orders');
  createFunction(orders, role(roles));
  FunctionLogging.of(app).enable();
  expect(only(orders, POLICY).Properties.Roles).toEqual(['theirs']);
  Template.fromStack(orders).hasResource('AWS::Lambda::Function', {
    DependsOn: [Match.stringLikeRegexp('ResourceOwnLogGroup')],
  });
  Template.fromStack(roles).resourceCountIs(POLICY, 0);
});

it('uses the role of its own stack when a stack of another stage has the same ids', () => {
  const app = new App();
  const stacks = ['Dev', 'Prod'].map((name) => {
    const stack = new Stack(new Stage(app, name), 'Orders');
    createL1(stack, new CfnRole(stack, 'Role', { assumeRolePolicyDocument: TRUST }).attrArn);
    return stack;
  });
  FunctionLogging.of(app).enable();
  for (const stack of stacks) expect(only(stack, 'AWS::IAM::Role').Properties.Policies).toHaveLength(1);
});

it.each<[string, (stack: Stack) => IRole]>([
  ['withoutPolicyUpdates', (stack) => lambdaRole(stack).withoutPolicyUpdates()],
  [
    'an imported role that is not mutable',
    (stack) => Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/theirs', { mutable: false }),
  ],
])('warns when the role must not be changed: %s', (_, role) => {
  const stack = emptyStack();
  createFunction(stack, role(stack));
  FunctionLogging.of(stack).enable();
  Annotations.fromStack(stack).hasWarning('/Orders/Charge/Resource', Match.stringLikeRegexp('allow it to write'));
});

it('adds a policy beside the policies of a role that are known only at deployment', () => {
  const stack = emptyStack();
  const policies = Lazy.any({ produce: () => [{ policyName: 'own', policyDocument: TRUST }] });
  const role = new CfnRole(stack, 'Role', { assumeRolePolicyDocument: TRUST, policies });
  createL1(stack, role.attrArn);
  FunctionLogging.of(stack).enable();
  expect(only(stack, 'AWS::IAM::Role').Properties.Policies).toHaveLength(1);
  expect(only(stack, POLICY).Properties.Roles).toEqual([{ Ref: 'Role' }]);
});

it('configures a function of SAM, whose role SAM creates', () => {
  const stack = emptyStack();
  new SamFunction(stack, 'Sam', { codeUri: 's3://bucket/key', policies: ['AWSLambdaVPCAccessExecutionRole'] });
  FunctionLogging.of(stack).enable();
  expect(only(stack, 'AWS::Serverless::Function').Properties).toMatchObject({
    LoggingConfig: { LogGroup: { Ref: expect.stringMatching(/^SamLogs/) }, LogFormat: 'JSON' },
    Policies: ['AWSLambdaVPCAccessExecutionRole', { Statement: [{ Effect: 'Allow' }, { Effect: 'Deny' }] }],
  });
});

it('configures a generic resource whose properties are tokens of other resources', () => {
  const stack = emptyStack();
  const role = new CfnResource(stack, 'Role', {
    type: 'AWS::IAM::Role',
    properties: { AssumeRolePolicyDocument: TRUST },
  });
  new CfnResource(stack, 'Fn', {
    type: 'AWS::Lambda::Function',
    properties: { Role: role.getAtt('Arn'), LoggingConfig: { ApplicationLogLevel: 'WARN', LogFormat: 'JSON' } },
  });
  FunctionLogging.of(stack).enable();
  expect(only(stack, 'AWS::Lambda::Function')).toMatchObject({
    DependsOn: ['FnOwnLogGroup'],
    Properties: { LoggingConfig: { ApplicationLogLevel: 'WARN', LogGroup: { Ref: expect.any(String) } } },
  });
});

it('works with a permissions boundary', () => {
  const stack = emptyStack();
  PermissionsBoundary.of(stack).apply(ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'));
  createFunction(stack);
  FunctionLogging.of(stack).enable();
  expect(only(stack, 'AWS::IAM::Role').Properties).toHaveProperty('PermissionsBoundary');
  expect(deniedGroups(stack)).toHaveLength(1);
});
