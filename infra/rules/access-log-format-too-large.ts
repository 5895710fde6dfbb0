import { MAX_ACCESS_LOG_FORMAT_BYTES } from '../../core/access-log-format.ts';
import { knownText } from '../../core/template/unknown-value.ts';
import { formatFix } from './format-fix.ts';
import { accessLogsOf, settingPath } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

export const accessLogFormatTooLarge: Rule = {
  id: 'access-log-format-too-large',
  level: 'error',
  summary: `an access log format larger than ${MAX_ACCESS_LOG_FORMAT_BYTES} bytes`,
  why: 'API Gateway refuses the format, and the deployment fails.',
  fix: formatFix('remove variables, or use shorter field names.'),
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId","padding":"${'x'.repeat(MAX_ACCESS_LOG_FORMAT_BYTES)}"}'`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"}'`,
  },
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      const bytes = Buffer.byteLength(knownText(accessLog.format ?? []));
      if (bytes <= MAX_ACCESS_LOG_FORMAT_BYTES) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty, 'Format'),
        problem: `the format has ${bytes} bytes, and API Gateway allows ${MAX_ACCESS_LOG_FORMAT_BYTES}`,
      };
    }
  },
};
