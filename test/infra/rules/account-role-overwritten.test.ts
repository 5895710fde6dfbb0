import { accountRoleOverwritten } from '../../../infra/rules/account-role-overwritten.ts';
import { checkRule } from './check-rule.ts';

checkRule(
  accountRoleOverwritten,
  [
    {
      title: 'what the CDK makes of cloudWatchRole: true',
      yaml: 'Api: { Type: AWS::ApiGateway::RestApi }\nApiAccount: { Type: AWS::ApiGateway::Account }',
      finds: ['ApiAccount: the stack of Api sets the role of all APIs in the account'],
    },
    {
      title: 'the same in a SAM template',
      yaml: 'Account: { Type: AWS::ApiGateway::Account }\nApi: { Type: AWS::Serverless::Api }',
      finds: ['Account: the stack of Api sets the role of all APIs in the account'],
    },
  ],
  [
    { title: 'a stack of the setting alone', yaml: 'Account: { Type: AWS::ApiGateway::Account }' },
    { title: 'an API that leaves it alone', yaml: 'Api: { Type: AWS::ApiGateway::RestApi }' },
  ],
);
