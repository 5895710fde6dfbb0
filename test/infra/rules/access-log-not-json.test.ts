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
    {
      title: 'an unquoted number that requests without an integration do not have',
      yaml: restStage({
        format:
          '{"status":$context.status,"integration":$context.integrationLatency,"code":$context.integration.status,"ip":"$context.identity.sourceIp"}',
      }),
      finds: [
        'Stage: the line is not valid JSON if $context.integrationLatency or $context.integration.status has no value: API Gateway writes - without quotes',
      ],
    },
    {
      title: 'an error message with its own quotes, which requests without an error do not have',
      yaml: restStage({ format: '{"status":"$context.status","error":$context.error.messageString}' }),
      finds: [
        'Stage: the line is not valid JSON if $context.error.messageString has no value: API Gateway writes - without quotes',
      ],
    },
    {
      title: 'an unquoted variable in a format with an unknown part',
      yaml: `Stage: { Type: AWS::ApiGateway::Stage, Properties: { AccessLogSetting: { Format: !Sub '{"stage":"\${Stage}","user":$context.authorizer.principalId}' } } }`,
      finds: [
        'Stage: the line is not valid JSON if $context.authorizer.principalId has no value: API Gateway writes - without quotes',
      ],
    },
  ],
  [
    { title: 'the format of Tailgate', yaml: restStage({ format: accessLogFormat(REST_ACCESS_LOG_FIELDS) }) },
    {
      title: 'numbers without quotes that each line has',
      yaml: restStage({
        format:
          '{"status":$context.status,"length":$context.responseLength,"ms":$context.responseLatency,"time":$context.requestTimeEpoch}',
      }),
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
