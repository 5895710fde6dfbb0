import { accountRoleMissing } from '../../../infra/rules/account-role-missing.ts';
import { checkRule } from './check-rule.ts';
import { httpStage, restStage, webSocketStage } from './stages.ts';

checkRule(
  accountRoleMissing,
  [
    {
      title: 'an access log; only the first stage is reported',
      yaml: `${restStage({ format: 'x' })}\nOther: { Type: AWS::Serverless::Api, Properties: { AccessLogSetting: { Format: x } } }`,
      finds: ['Stage: the stage "dev" of the REST API writes logs, and no stack sets the role of the account'],
    },
    {
      title: 'a WebSocket API',
      yaml: webSocketStage({ format: 'x' }),
      finds: ['Stage: the stage "dev" of the WebSocket API writes logs, and no stack sets the role of the account'],
    },
  ],
  [
    {
      title: 'the role in the same template',
      yaml: `${restStage({ format: 'x' })}\nA: { Type: AWS::ApiGateway::Account }`,
    },
    {
      title: 'a custom resource that sets the role',
      yaml: `${restStage({ format: 'x' })}\nA: { Type: Custom::ApiGatewayAccountRole }`,
    },
    { title: 'a role that is set elsewhere', yaml: restStage({ format: 'x' }), settings: { accountRole: 'elsewhere' } },
    { title: 'an HTTP API, which needs no role', yaml: httpStage({ format: 'x' }) },
    {
      title: 'log settings that are known only at deployment',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: !If [Logs, { Format: x }, !Ref AWS::NoValue] } }',
    },
    { title: 'a stage without logs', yaml: 'Stage: { Type: AWS::ApiGateway::Stage }' },
  ],
);
