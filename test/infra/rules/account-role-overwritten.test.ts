import { join } from 'node:path';
import { expect, it } from 'vitest';
import { asTemplate } from '../../../core/template/template.ts';
import { accountRoleMissing } from '../../../infra/rules/account-role-missing.ts';
import { accountRoleOverwritten } from '../../../infra/rules/account-role-overwritten.ts';
import { evaluate } from '../../../infra/rules/evaluate.ts';
import { checkRule } from './check-rule.ts';

const account = (role: string) => `{ Type: AWS::ApiGateway::Account, Properties: { CloudWatchRoleArn: ${role} } }`;
/** The resources of `new RestApi` of the CDK, with its default `cloudWatchRoleRemovalPolicy`. */
const REST_API = `Api: { Type: AWS::ApiGateway::RestApi }
Role: { Type: AWS::IAM::Role, DeletionPolicy: Retain }
ApiAccount: ${account('!GetAtt Role.Arn')}`;

checkRule(
  accountRoleOverwritten,
  [
    {
      title: 'a role that is deleted with the stack of the API',
      yaml: `Api: { Type: AWS::ApiGateway::RestApi }\nRole: { Type: AWS::IAM::Role }\nApiAccount: ${account('!GetAtt Role.Arn')}`,
      finds: [
        'ApiAccount: the stack of Api sets the role for all APIs of the account, and deleting the stack deletes this role',
      ],
    },
    {
      title: 'the same in a SAM template, with the name of the role',
      yaml: `Account: ${account(`!Sub 'arn:aws:iam::\${AWS::AccountId}:role/\${Role}'`)}\nRole: { Type: AWS::IAM::Role, DeletionPolicy: Delete }\nApi: { Type: AWS::Serverless::Api }`,
      finds: [
        'Account: the stack of Api sets the role for all APIs of the account, and deleting the stack deletes this role',
      ],
    },
    {
      title: 'two APIs that set the role',
      yaml: `${REST_API}\nOther: ${account('!GetAtt Role.Arn')}`,
      finds: [
        'ApiAccount: the stack of Api sets the role for all APIs of the account, and so does Other of Case',
        'Other: the stack of Api sets the role for all APIs of the account, and so does ApiAccount of Case',
      ],
    },
    {
      title: 'an API that sets the role beside a custom resource',
      yaml: `${REST_API}\nShared: { Type: Custom::ApiGatewayAccountRole }`,
      finds: ['ApiAccount: the stack of Api sets the role for all APIs of the account, and so does Shared of Case'],
    },
  ],
  [
    {
      title: 'a stack with only the setting',
      yaml: `Role: { Type: AWS::IAM::Role }\nA: ${account('!GetAtt Role.Arn')}`,
    },
    { title: 'an API without the setting', yaml: 'Api: { Type: AWS::ApiGateway::RestApi }' },
    { title: 'the only API that sets the role, with a role that is kept', yaml: REST_API },
    {
      title: 'a role from outside of the template',
      yaml: `Api: { Type: AWS::ApiGateway::RestApi }\nApiAccount: ${account('!Ref RoleArn')}`,
    },
    {
      title: 'a second setting under a condition',
      yaml: `${REST_API}\nOther: { Type: AWS::ApiGateway::Account, Condition: FirstDeployment }`,
    },
  ],
);

const template = (name: string) =>
  asTemplate(
    {
      Resources: {
        [`${name}Api`]: { Type: 'AWS::ApiGateway::RestApi' },
        [`${name}Role`]: { Type: 'AWS::IAM::Role', DeletionPolicy: 'RetainExceptOnCreate' },
        [`${name}Account`]: {
          Type: 'AWS::ApiGateway::Account',
          Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] } },
        },
        [`${name}Stage`]: {
          Type: 'AWS::ApiGateway::Stage',
          Properties: { RestApiId: { Ref: `${name}Api` }, AccessLogSetting: { Format: 'x' } },
        },
      },
    },
    name,
  );

it.each([
  ['one stack for each region', { region: 'eu-west-1' }, { region: 'us-east-1' }, 0],
  [
    'one CDK stage for each environment',
    { file: join('cdk.out', 'assembly-Dev', 'x') },
    { file: join('cdk.out', 'assembly-Prod', 'x') },
    0,
  ],
  ['two stacks of one environment', { region: 'eu-west-1' }, { region: 'eu-west-1' }, 2],
])('%s: each sets the role of its account and region', (_, first, second, expected) => {
  const stacks = [
    { name: 'A', template: template('A'), assets: new Map(), ...first },
    { name: 'B', template: template('B'), assets: new Map(), ...second },
  ];
  expect(evaluate(stacks, [accountRoleOverwritten, accountRoleMissing])).toHaveLength(expected);
});
