import { ROLE_SETTERS } from './account-role-overwritten.ts';
import { hasExecutionLog } from './model/route-settings.ts';
import { resourcesOf } from './model/template-app.ts';
import { type Stage, stagesOf, stageTitle } from './model/template-stage.ts';
import { UNKNOWN } from './model/template-value.ts';
import type { Rule } from './rule.ts';

export const accountRoleMissing: Rule = {
  id: 'account-role-missing',
  level: 'warning',
  summary: 'a REST or WebSocket API that writes logs, if no stack sets the role that API Gateway needs for logs',
  why: 'If no role is set in the account and region, the deployment fails: "CloudWatch Logs role ARN must be set in account settings".',
  fix: {
    cdk: 'Set cloudWatchRole: true on one RestApi, or deploy ApiGatewayAccountStack once per region. If the role is set outside of these templates, set accountRole: elsewhere under rules in tailgate.yaml.',
    sam: 'Add an AWS::ApiGateway::Account with CloudWatchRoleArn, and its AWS::IAM::Role with DeletionPolicy: Retain. If the role is set outside of these templates, set accountRole: elsewhere under rules in tailgate.yaml.',
    serverless:
      'Set provider.logs.restApi or provider.logs.websocket, and remove provider.logs.restApi.roleManagedExternally: the framework then sets the role. If the role is set outside of these templates, set accountRole: elsewhere under rules in tailgate.yaml.',
    cloudformation:
      'Add an AWS::ApiGateway::Account with CloudWatchRoleArn, and its AWS::IAM::Role with DeletionPolicy: Retain. If the role is set outside of these templates, set accountRole: elsewhere under rules in tailgate.yaml.',
  },
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-account.html',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    MethodSettings:
      - { HttpMethod: "*", ResourcePath: "/*", LoggingLevel: ERROR }
Account:
  Type: AWS::ApiGateway::Account
  Properties:
    CloudWatchRoleArn: !GetAtt Role.Arn
Role:
  Type: AWS::IAM::Role
  DeletionPolicy: Retain
  Properties:
    ManagedPolicyArns:
      - arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`,
  },
  *check(app, { accountRole }) {
    if (accountRole === 'elsewhere' || resourcesOf(app, ...ROLE_SETTERS).length > 0) return;
    const stage = stagesOf(app).find(needsRole);
    if (stage === undefined) return;
    yield {
      resource: stage.resource,
      property: stage.accessLogProperty,
      problem: `${stageTitle(stage)} writes logs, and no stack sets the role of the account`,
    };
  },
};

function needsRole(stage: Stage): boolean {
  if (stage.type !== 'REST' && stage.type !== 'WEBSOCKET') return false;
  return (stage.accessLog !== undefined && stage.accessLog !== UNKNOWN) || hasExecutionLog(stage);
}
