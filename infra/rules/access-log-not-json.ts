import { knownText } from '../../core/template/unknown-value.ts';
import { hasHoles, looksLikeJson, sampleLine } from './model/template-access-log-format.ts';
import { accessLogsOf, settingPath } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

const MAX_SHOWN_CHARACTERS = 60;

export const accessLogNotJson: Rule = {
  id: 'access-log-not-json',
  level: 'warning',
  summary: 'an access log format whose lines are not JSON',
  why: 'Logs Insights, filter patterns and `logs` cannot find fields in such lines.',
  fix: 'Write the format as one line of JSON. Put quotes around every variable except $context.error.messageString, whose value includes quotes.',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '$context.identity.sourceIp [$context.requestTime] $context.status $context.requestId'`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"ip":"$context.identity.sourceIp","time":"$context.requestTime","status":"$context.status","requestId":"$context.requestId"}'`,
  },
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      const { format } = accessLog;
      if (format === undefined || isJson(sampleLine(format))) continue;
      // The unknown parts may complete the JSON.
      if (hasHoles(format) && (looksLikeJson(format) || knownText(format).trim() === '')) continue;
      const known = knownText(format);
      const shown = known.length > MAX_SHOWN_CHARACTERS ? `${known.slice(0, MAX_SHOWN_CHARACTERS)}…` : known;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty, 'Format'),
        problem: looksLikeJson(format)
          ? 'the format produces lines that are not valid JSON'
          : `the format is not JSON: ${shown}`,
      };
    }
  },
};

function isJson(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
