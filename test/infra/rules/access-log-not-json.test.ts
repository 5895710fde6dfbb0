import { accessLogFormat, REST_ACCESS_LOG_FIELDS } from '../../../core/access-log-format.ts';
import { accessLogNotJson } from '../../../infra/rules/access-log-not-json.ts';
import { checkRule } from './check-rule.ts';
import { restStage } from './stages.ts';

checkRule(
  accessLogNotJson,
  [
    {
      title: 'the Common Log Format',
      yaml: restStage({ format: '$context.identity.sourceIp - - [$context.requestTime]' }),
      finds: ['Stage: the format is no JSON: $context.identity.sourceIp - - [$context.requestTime]'],
    },
    {
      title: 'quotes twice around the message of an error',
      yaml: restStage({ format: '{"error":"$context.error.messageString"}' }),
      finds: ['Stage: the format makes lines that are not valid JSON'],
    },
    {
      title: 'a comma too many',
      yaml: restStage({ format: '{"id":"$context.requestId",}' }),
      finds: ['Stage: the format makes lines that are not valid JSON'],
    },
  ],
  [
    { title: 'our own format', yaml: restStage({ format: accessLogFormat(REST_ACCESS_LOG_FIELDS) }) },
    {
      title: 'numbers without quotes, and the message of an error with its own',
      yaml: restStage({ format: '{"status":$context.status,"error":$context.error.messageString}' }),
    },
    {
      title: 'JSON with a text that only the deployment knows',
      yaml: `Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub '{"stage":"\${Stage}"}' } } }`,
    },
    {
      title: 'JSON whose rest only the deployment knows',
      yaml: `Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub '{"a":"b"\${Rest}' } } }`,
    },
    {
      title: 'a format that is a parameter',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Ref Format } } }',
    },
  ],
);
