import { resourcesOf } from './model/template-app.ts';
import type { Rule } from './rule.ts';

const APIS = ['AWS::ApiGateway::RestApi', 'AWS::Serverless::Api', 'AWS::ApiGatewayV2::Api'];

export const accountRoleOverwritten: Rule = {
  id: 'account-role-overwritten',
  level: 'error',
  summary: 'an API that sets the role of the whole account beside itself (cloudWatchRole: true)',
  why: 'The setting is one for all APIs of an account and region: the last stack to be deployed wins, and deleting it silences all others.',
  fix: 'Set cloudWatchRole: false (in the CDK), take AWS::ApiGateway::Account out, and deploy ApiGatewayAccountStack once a region.',
  *check(app) {
    for (const resource of resourcesOf(app, 'AWS::ApiGateway::Account')) {
      const apis = resource.stack.resources.filter(({ type }) => APIS.includes(type));
      const api = apis.find(({ stackName }) => stackName === resource.stackName) ?? apis[0];
      if (api === undefined) continue;
      yield {
        resource,
        property: 'CloudWatchRoleArn',
        problem: `the stack of ${api.logicalId} sets the role of all APIs in the account`,
      };
    }
  },
};
