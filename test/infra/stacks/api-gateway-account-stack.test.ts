import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { ApiGatewayAccountStack } from '../../../infra/stacks/api-gateway-account-stack.ts';

const template = Template.fromStack(new ApiGatewayAccountStack(new App(), 'Account'));
const setting = (app: App, props = {}) =>
  Object.values(
    Template.fromStack(new ApiGatewayAccountStack(app, 'Account', props)).findResources(
      'Custom::ApiGatewayAccountRole',
    ),
  )[0]?.Properties;

it('has a role that API Gateway can assume, with the permission to write logs', () => {
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' } }],
    },
    ManagedPolicyArns: [
      {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'],
        ],
      },
    ],
  });
});

it('keeps role and setting when it is deleted, since every API of the region needs them', () => {
  template.resourceCountIs('AWS::ApiGateway::Account', 0);
  for (const found of [
    ...Object.values(template.findResources('Custom::ApiGatewayAccountRole')),
    ...Object.values(
      template.findResources('AWS::IAM::Role', {
        Properties: { Description: 'Allows API Gateway to write execution and access logs' },
      }),
    ),
  ]) {
    expect(found).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  }
});

it('is allowed only to read roles and to pass its own role to API Gateway', () => {
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy'));
  const actions = policy?.Properties.PolicyDocument.Statement.flatMap(
    ({ Action }: { Action: string | string[] }) => Action,
  );
  expect(actions.filter((action: string) => /^(iam|apigateway):/.test(action)).sort()).toEqual([
    'apigateway:GET',
    'apigateway:PATCH',
    'iam:GetRole',
    'iam:PassRole',
    'iam:SimulatePrincipalPolicy',
  ]);
  const passing = policy?.Properties.PolicyDocument.Statement.find(
    ({ Action }: { Action: string }) => Action === 'iam:PassRole',
  );
  expect(passing).toMatchObject({
    Resource: { 'Fn::GetAtt': [expect.stringMatching(/^CloudWatchRole/), 'Arn'] },
    Condition: { StringEquals: { 'iam:PassedToService': 'apigateway.amazonaws.com' } },
  });
});

it('uses an existing role without changing it', () => {
  const app = new App();
  const roleArn = 'arn:aws:iam::123456789012:role/existing';
  const role = Role.fromRoleArn(new Stack(app, 'Roles'), 'Existing', roleArn);
  const withRole = Template.fromStack(new ApiGatewayAccountStack(app, 'Account', { role }));
  withRole.hasResourceProperties('Custom::ApiGatewayAccountRole', { RoleArn: roleArn });
  // Only the role of the function.
  withRole.resourceCountIs('AWS::IAM::Role', 1);
  const [{ Properties } = {}, ...others] = Object.values(withRole.findResources('AWS::IAM::Policy'));
  expect(others).toEqual([]);
  expect(Properties?.PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({ Action: 'iam:PassRole', Resource: roleArn }),
  );
});

it('has a role name with a chosen beginning, and an end that a second deployment does not share', () => {
  const named = Template.fromStack(new ApiGatewayAccountStack(new App(), 'Account', { roleNamePrefix: 'acme' }));
  named.hasResource('AWS::IAM::Role', {
    DeletionPolicy: 'Retain',
    Properties: { RoleName: { 'Fn::Join': ['', ['acme-', { 'Fn::Select': [4, Match.anyValue()] }]] } },
  });
});

const otherRole = (app: App) =>
  Role.fromRoleArn(new Stack(app, 'Roles'), 'Theirs', 'arn:aws:iam::210987654321:role/theirs');
it.each<[string, (app: App) => object, string]>([
  ['a misspelt prop', () => ({ replaceRoles: true }), 'replaceRoles is not a prop. Did you mean replaceRole?'],
  [
    'a role name as role',
    () => ({ role: 'mine' }),
    'role is "mine". Pass a role: new Role(…), or Role.fromRoleName(…).',
  ],
  ['a context value as prop', () => ({ replaceRole: 'true' }), 'replaceRole is "true". Set it to true or false.'],
  [
    'a prefix that leaves no place for the end',
    () => ({ roleNamePrefix: 'a'.repeat(52) }),
    'Set it to at most 51 letters, digits and _+=,.@-',
  ],
  [
    'a name for a role that exists',
    (app) => ({ role: otherRole(app), roleNamePrefix: 'acme' }),
    'Remove roleNamePrefix',
  ],
  // "Cross-account pass role is not allowed": https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
  [
    'a role of another account',
    (app) => ({ role: otherRole(app), env: { account: '123456789012', region: 'eu-west-1' } }),
    'role is of the account 210987654321, and API Gateway accepts only a role of its own account. Pass a role of 123456789012.',
  ],
])('refuses %s', (_, props, message) => {
  const app = new App();
  const create = () => new ApiGatewayAccountStack(app, 'Account', props(app));
  expect(create).toThrow(/^ApiGatewayAccountStack of Account: /);
  expect(() => new ApiGatewayAccountStack(app, 'Again', props(new App()))).toThrow(message);
});

describe('the custom resource', () => {
  // Three invocations of 5 minutes, pauses of 1 and 2 minutes, and 1 minute for the queue:
  // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
  it('ends after the last invocation of its function', () => {
    expect(setting(new App())).toMatchObject({ ServiceTimeout: '1140' });
  });

  it('has the revision, and replaces an existing role only on request', () => {
    expect(setting(new App())).toMatchObject({ Replace: 'false', Revision: '1', WelcomeRetentionInDays: '30' });
    expect(setting(new App(), { revision: '2' })).toMatchObject({ Revision: '2' });
    expect(setting(new App({ context: { replaceAccountRole: 'true' } }))).toMatchObject({ Replace: 'true' });
  });

  it('refuses a context value that is neither true nor false', () => {
    expect(() => setting(new App({ context: { replaceAccountRole: 'yes' } }))).toThrow(
      /replaceAccountRole is "yes"\. Set -c replaceAccountRole=true/,
    );
  });
});
