import { expect, it } from 'vitest';
import type { StackTemplate } from '../../../../core/template/assembly.ts';
import { group, lambda, many, output, ROLE, rehearse, SERVICE, stackOf, TOPIC } from './test-stacks.ts';

// The messages are from the pages and reports that the code under test names.

const named = (LogGroupName: unknown) => group({ LogGroupName });
const withFunction = (resources: Parameters<typeof stackOf>[0], Properties: object = {}) =>
  stackOf({ Role: ROLE, Function: lambda(Properties), ...resources });

const roleWith = (Properties: Record<string, unknown>) => ({
  ...ROLE,
  Properties: { ...ROLE.Properties, ...Properties },
});
const allow = (length: number) => ({
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${'b'.repeat(length)}` }],
});
const policy = (Type: string, length: number, Properties: object = {}) => ({
  Type,
  Properties: { PolicyDocument: allow(length), Roles: [{ Ref: 'Role' }], ...Properties },
});
const inline = (length: number) => policy('AWS::IAM::Policy', length, { PolicyName: 'inline' });
const managed = (length: number) => policy('AWS::IAM::ManagedPolicy', length);
const permission = (Properties: object = {}) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: {
    Action: 'lambda:InvokeFunction',
    FunctionName: { Ref: 'Function' },
    Principal: 'logs.amazonaws.com',
    ...Properties,
  },
});
const filter = (Properties: object = {}, DependsOn = ['Logs', 'Permission']) => ({
  Type: 'AWS::Logs::SubscriptionFilter',
  Properties: {
    LogGroupName: 'logs',
    FilterPattern: '',
    DestinationArn: { 'Fn::GetAtt': ['Function', 'Arn'] },
    ...Properties,
  },
  DependsOn,
});
const withFilters = (filters: Parameters<typeof stackOf>[0], Permission = permission()) =>
  withFunction({ Permission, Logs: named('logs'), ...filters });
const imported = stackOf({ A: named({ 'Fn::ImportValue': 'name' }) }, {}, 'User');
const exporting = (Value: string, stack = 'Orders') =>
  stackOf({ T: TOPIC }, output(Value, { Export: { Name: 'name' } }), stack);
const single = (type: string, Properties: Record<string, unknown>) => stackOf({ A: { Type: type, Properties } });
const longName = (type: string, property: string, length: number, rest: object = {}) =>
  stackOf({ A: { Type: type, Properties: { [property]: 'n'.repeat(length), ...rest } } });

it.each<[string, readonly StackTemplate[], message: string]>([
  ['an import without an export', [imported], 'No export named name found'],
  [
    'an export that another stack has',
    [exporting('a'), exporting('a', 'Other')],
    'Export with name name is already exported by stack Orders',
  ],
  [
    'a change of an export in use',
    [exporting('a'), imported, exporting('b')],
    'Export name cannot be updated as it is in use by User',
  ],
  [
    'the deletion of an export in use',
    [exporting('a'), imported, stackOf({ T: TOPIC })],
    'Export name cannot be deleted as it is in use by User',
  ],
  [
    'a missing property',
    [single('AWS::Logs::QueryDefinition', { Name: 'a' })],
    '#: required key [QueryString] not found',
  ],
  [
    'a required property without a value',
    [single('AWS::Logs::QueryDefinition', { Name: 'a', QueryString: { Ref: 'AWS::NoValue' } })],
    '#: required key [QueryString] not found',
  ],
  ['a custom resource without a function', [single('Custom::Thing', {})], '#: required key [ServiceToken] not found'],
  ['an unknown property', [stackOf({ A: group({ Retention: 7 }) })], '#: extraneous key [Retention] is not permitted'],
  [
    'a function without a runtime',
    [withFunction({}, { Runtime: { Ref: 'AWS::NoValue' } })],
    'Runtime and Handler are mandatory parameters',
  ],
  ['a function that runs for more than 15 minutes', [withFunction({}, { Timeout: 901 })], '#/Timeout: 901'],
  [
    'a custom resource that may take more than an hour',
    [
      withFunction({
        Thing: {
          Type: 'Custom::Thing',
          Properties: { ServiceToken: { 'Fn::GetAtt': ['Function', 'Arn'] }, ServiceTimeout: 3601 },
        },
      }),
    ],
    'ServiceTimeout must be an integer from 1 to 3600, not 3601',
  ],
  ['an invalid retention', [stackOf({ A: group({ RetentionInDays: 8 }) })], 'retentionInDays'],
  ['an invalid name of a log group', [stackOf({ A: named('a:b') })], 'logGroupName'],
  ['two log groups with one name', [stackOf({ A: named('a'), B: named('a') })], 'already exists'],
  [
    'two roles with one name',
    [stackOf({ A: roleWith({ RoleName: 'a' }), B: roleWith({ RoleName: 'a' }) })],
    'already exists',
  ],
  [
    'two functions with one name',
    [withFunction({ Other: lambda({ FunctionName: 'a' }) }, { FunctionName: 'a' })],
    'already exists',
  ],
  [
    'two queues with one name',
    [stackOf(many(2, () => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: 'a' } })))],
    'already exists',
  ],
  ['two filters with one name', [withFilters(many(2, () => filter({ FilterName: 'a' })))], 'already exists'],
  [
    'a change of the function of a custom resource',
    ['Function', 'Other'].map((id) =>
      withFunction({
        Other: lambda(),
        Thing: { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': [id, 'Arn'] } } },
      }),
    ),
    'Modifying service token is not allowed.',
  ],
  [
    'a change of the type',
    [stackOf({ A: group() }), stackOf({ A: TOPIC })],
    'Update of resource type is not permitted.',
  ],
  [
    'a change of the class of a log group',
    ['STANDARD', 'INFREQUENT_ACCESS'].map((LogGroupClass) => stackOf({ A: group({ LogGroupClass }) })),
    'Log group class cannot be changed.',
  ],
  [
    'a replacement with the same name',
    ['/', '/a/'].map((Path) => stackOf({ A: roleWith({ RoleName: 'a', Path }) })),
    'already exists',
  ],
  [
    'a long name of a role',
    [longName('AWS::IAM::Role', 'RoleName', 65, ROLE.Properties)],
    'expected maxLength: 64, actual: 65',
  ],
  [
    'a long name of a function',
    [withFunction({}, { FunctionName: 'f'.repeat(65) })],
    'expected maxLength: 64, actual: 65',
  ],
  [
    'a long name of a log group',
    [longName('AWS::Logs::LogGroup', 'LogGroupName', 513)],
    'expected maxLength: 512, actual: 513',
  ],
  ['a long name of a queue', [longName('AWS::SQS::Queue', 'QueueName', 81)], 'expected maxLength: 80, actual: 81'],
  [
    'an environment of more than 4 KB',
    [withFunction({}, { Environment: { Variables: { A: 'a'.repeat(4090) } } })],
    'exceeded the 4KB limit',
  ],
  [
    'a reserved variable',
    [withFunction({}, { Environment: { Variables: { AWS_REGION: 'a' } } })],
    'Reserved keys used in this request: AWS_REGION',
  ],
  [
    'a policy of a function of more than 20 KB',
    [
      withFunction(
        many(11, () => permission({ SourceArn: `arn:aws:logs:eu-west-1:123456789012:${'g'.repeat(1900)}` })),
      ),
    ],
    'is bigger than the limit (20480).',
  ],
  [
    'a managed policy of more than 6,144 characters',
    [stackOf({ Role: ROLE, A: managed(6144) })],
    'Cannot exceed quota for PolicySize: 6144',
  ],
  [
    'a managed policy that an update makes too long',
    [1, 6144].map((length) => stackOf({ Role: ROLE, A: managed(length) })),
    'Cannot exceed quota for PolicySize: 6144',
  ],
  [
    'inline policies of more than 10,240 characters',
    [stackOf({ Role: ROLE, ...many(2, () => inline(5100)) })],
    'Maximum policy size of 10240 bytes exceeded for role Orders-Role-',
  ],
  [
    'inline policies in the role itself and beside it',
    [stackOf({ Role: roleWith({ Policies: [{ PolicyName: 'a', PolicyDocument: allow(5100) }] }), B: inline(5100) })],
    'Maximum policy size of 10240 bytes exceeded',
  ],
  [
    'eleven managed policies of a role',
    [stackOf({ Role: ROLE, ...many(11, () => managed(1)) })],
    'Cannot exceed quota for PoliciesPerRole: 10',
  ],
  [
    'a long trust policy',
    [stackOf({ Role: roleWith({ AssumeRolePolicyDocument: { Statement: many(20, () => SERVICE('lambda')) } }) })],
    'Cannot exceed quota for ACLSizePerRole: 2048',
  ],
  ['six subscription filters of one group', [withFilters(many(6, () => filter()))], 'Resource limit exceeded.'],
  [
    'a filter without permission for its function',
    [withFunction({ Logs: named('logs'), A: filter({}, ['Logs']) })],
    'Could not execute the lambda function',
  ],
  [
    'a filter whose function lets another service invoke it',
    [withFilters({ A: filter() }, permission({ Principal: 'apigateway.amazonaws.com' }))],
    'Could not execute the lambda function',
  ],
  [
    'a filter on a group that does not exist',
    [withFilters({ A: filter({ LogGroupName: 'other' }) })],
    'The specified log group does not exist',
  ],
  [
    'a filter whose permission was deleted before',
    [
      withFilters({ A: filter() }),
      withFunction({ Logs: named('logs') }),
      withFunction({ Logs: named('logs'), A: filter({}, ['Logs']) }),
    ],
    'Could not execute the lambda function',
  ],
])('%s fails, and the stack rolls back', async (_, [...stacks], message) => {
  const { cloudFormation } = rehearse();
  const failing = stacks.pop() as StackTemplate;
  for (const stack of stacks) await cloudFormation.deploy([stack]);
  await expect(cloudFormation.deploy([failing])).rejects.toThrow(message);
  expect(cloudFormation.stack(failing.name).status).toMatch(/ROLLBACK_COMPLETE$/);
});

it.each<[string, StackTemplate]>([
  [
    'ten managed policies, and inline policies of 10,000 characters',
    stackOf({ Role: ROLE, ...many(10, () => managed(6000)), Inline: inline(9900) }),
  ],
  ['an environment of 4 KB', withFunction({}, { Environment: { Variables: { A: 'a'.repeat(4088) } } })],
  ['five filters', withFilters(many(5, () => filter()))],
])('%s: deployed, and destroyed', async (_, stack) => {
  const { cloudFormation } = rehearse();
  await cloudFormation.deploy([stack]);
  await cloudFormation.destroy('Orders');
});

it('a stack whose export is in use cannot be destroyed before its user', async () => {
  const { cloudFormation } = rehearse();
  await cloudFormation.deploy([exporting('a'), imported]);
  await expect(cloudFormation.destroy('Orders')).rejects.toThrow(
    'Export name cannot be deleted as it is in use by User',
  );
  for (const name of ['User', 'Orders']) await cloudFormation.destroy(name);
});
