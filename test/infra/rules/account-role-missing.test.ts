import { accountRoleMissing } from '../../../infra/rules/account-role-missing.ts';
import { checkRule } from './check-rule.ts';
import { httpStage, restStage, webSocketStage } from './stages.ts';

checkRule(
  accountRoleMissing,
  [
    {
      title: 'access logs, which need it as well; the first stage alone',
      yaml: `${restStage({ format: 'x' })}\nOther: { Type: AWS::Serverless::Api, Properties: { AccessLogSetting: { Format: x } } }`,
      finds: ['Stage: the stage "dev" of the REST API writes logs, and no stack here sets the account\'s role'],
    },
    {
      title: 'a WebSocket API',
      yaml: webSocketStage({ format: 'x' }),
      finds: ['Stage: the stage "dev" of the WebSocket API writes logs, and no stack here sets the account\'s role'],
    },
  ],
  [
    { title: 'the setting beside it', yaml: `${restStage({ format: 'x' })}\nA: { Type: AWS::ApiGateway::Account }` },
    {
      title: 'a custom resource that looks first',
      yaml: `${restStage({ format: 'x' })}\nA: { Type: Custom::ApiGatewayAccountRole }`,
    },
    { title: 'a setting of elsewhere', yaml: restStage({ format: 'x' }), settings: { accountRole: 'elsewhere' } },
    { title: 'an HTTP API, which needs none', yaml: httpStage({ format: 'x' }) },
    {
      title: 'logs that only the deployment knows of',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: !If [Logs, { Format: x }, !Ref AWS::NoValue] } }',
    },
    { title: 'a stage without logs', yaml: 'Stage: { Type: AWS::ApiGateway::Stage }' },
  ],
);
