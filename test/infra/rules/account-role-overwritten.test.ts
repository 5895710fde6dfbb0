import { accountRoleOverwritten } from '../../../infra/rules/account-role-overwritten.ts';
import { checkRule } from './check-rule.ts';

checkRule(
  accountRoleOverwritten,
  [
    {
      title: 'the resources that the CDK creates for cloudWatchRole: true',
      yaml: 'Api: { Type: AWS::ApiGateway::RestApi }\nApiAccount: { Type: AWS::ApiGateway::Account }',
      finds: ['ApiAccount: the stack of Api sets the role for all APIs of the account'],
    },
    {
      title: 'the same in a SAM template',
      yaml: 'Account: { Type: AWS::ApiGateway::Account }\nApi: { Type: AWS::Serverless::Api }',
      finds: ['Account: the stack of Api sets the role for all APIs of the account'],
    },
  ],
  [
    { title: 'a stack with only the setting', yaml: 'Account: { Type: AWS::ApiGateway::Account }' },
    { title: 'an API without the setting', yaml: 'Api: { Type: AWS::ApiGateway::RestApi }' },
  ],
);
