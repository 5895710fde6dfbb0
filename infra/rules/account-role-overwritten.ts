import { resourcesOf } from './model/template-app.ts';
import type { Rule } from './rule.ts';

const API_TYPES = ['AWS::ApiGateway::RestApi', 'AWS::Serverless::Api', 'AWS::ApiGatewayV2::Api'];

export const accountRoleOverwritten: Rule = {
  id: 'account-role-overwritten',
  level: 'error',
  summary: 'an API whose stack sets the role of the whole account (cloudWatchRole: true)',
  why: 'All APIs of an account and region share this setting. The last deployed stack overwrites the role, and deleting that stack stops the logs of all APIs.',
  fix: 'Remove AWS::ApiGateway::Account (in the CDK: cloudWatchRole: false), and deploy ApiGatewayAccountStack once per region.',
  *check(app) {
    for (const resource of resourcesOf(app, 'AWS::ApiGateway::Account')) {
      const apis = resource.stack.resources.filter(({ type }) => API_TYPES.includes(type));
      const api = apis.find(({ stackName }) => stackName === resource.stackName) ?? apis[0];
      if (api === undefined) continue;
      yield {
        resource,
        property: 'CloudWatchRoleArn',
        problem: `the stack of ${api.logicalId} sets the role for all APIs of the account`,
      };
    }
  },
};
