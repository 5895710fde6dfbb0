import { knownText, type PartialText } from '../../core/template/unknown-value.ts';
import { formatFix } from './format-fix.ts';
import { hasHoles, looksLikeJson, sampleLine, variablesOf } from './model/template-access-log-format.ts';
import { accessLogsOf, settingPath } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

const MAX_SHOWN_CHARACTERS = 60;
/** Each variable is tested with the whole format. API Gateway has about a hundred variables. */
const MAX_VARIABLES = 200;

/** Variables that have a number in each line. For a variable without a value, API Gateway writes `-`: for all variables of the
 *  integration and the authorizer, if a request does not reach them.
 *  @see https://www.alexdebrie.com/posts/api-gateway-access-logs/
 *  @see https://github.com/DataBiosphere/azul/issues/4348 lines with `-` */
const ALWAYS_NUMBERS: ReadonlySet<string> = new Set([
  'connectedAt',
  'requestTimeEpoch',
  'responseLatency',
  'responseLength',
  'status',
]);

export const accessLogNotJson: Rule = {
  id: 'access-log-not-json',
  level: 'warning',
  summary: 'an access log format whose lines are not JSON',
  why: 'Logs Insights, filter patterns and `logs` cannot find fields in such lines.',
  fix: formatFix(
    'write one line of JSON, with quotes around every variable. Use $context.error.message instead of $context.error.messageString, whose value includes quotes if it exists.',
  ),
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
      const problem = accessLog.format && problemOf(accessLog.format);
      if (problem === undefined) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty, 'Format'),
        problem,
      };
    }
  },
};

function problemOf(format: PartialText): string | undefined {
  if (isJson(sampleLine(format))) {
    const unquoted = new Set(variablesOf(format).filter((name) => !ALWAYS_NUMBERS.has(name)));
    const invalid = [...unquoted].slice(0, MAX_VARIABLES).filter((name) => !isJson(sampleLine(format, name)));
    if (invalid.length === 0) return undefined;
    return `the line is not valid JSON if ${invalid.map((name) => `$context.${name}`).join(' or ')} has no value: API Gateway writes - without quotes`;
  }
  // The unknown parts may complete the JSON.
  if (hasHoles(format) && (looksLikeJson(format) || knownText(format).trim() === '')) return undefined;
  if (looksLikeJson(format)) return 'the format produces lines that are not valid JSON';
  const known = knownText(format);
  return `the format is not JSON: ${known.length > MAX_SHOWN_CHARACTERS ? `${known.slice(0, MAX_SHOWN_CHARACTERS)}…` : known}`;
}

function isJson(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
