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
      finds: ['Stage: the format is not JSON: $context.identity.sourceIp - - [$context.requestTime]'],
    },
    {
      title: 'additional quotes around an error message',
      yaml: restStage({ format: '{"error":"$context.error.messageString"}' }),
      finds: ['Stage: the format produces lines that are not valid JSON'],
    },
    {
      title: 'a trailing comma',
      yaml: restStage({ format: '{"id":"$context.requestId",}' }),
      finds: ['Stage: the format produces lines that are not valid JSON'],
    },
  ],
  [
    { title: 'the format of Tailgate', yaml: restStage({ format: accessLogFormat(REST_ACCESS_LOG_FIELDS) }) },
    {
      title: 'numbers without quotes, and an error message with its own quotes',
      yaml: restStage({ format: '{"status":$context.status,"error":$context.error.messageString}' }),
    },
    {
      title: 'JSON with a value that is known only at deployment',
      yaml: `Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub '{"stage":"\${Stage}"}' } } }`,
    },
    {
      title: 'JSON whose end is known only at deployment',
      yaml: `Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub '{"a":"b"\${Rest}' } } }`,
    },
    {
      title: 'a format that is a parameter',
      yaml: 'Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Ref Format } } }',
    },
  ],
);
