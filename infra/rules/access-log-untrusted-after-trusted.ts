import { formatFix } from './format-fix.ts';
import { looksLikeJson, variablesOf } from './model/template-access-log-format.ts';
import { accessLogsOf, settingPath } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

/** Variables whose value is, or can contain, text from the client. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'authorizer.error',
  'error.message',
  'error.messageString',
  'error.validationErrorString',
  'identity.userAgent',
  'integration.error',
  'integrationErrorMessage',
  'path',
]);

export const accessLogUntrustedAfterTrusted: Rule = {
  id: 'access-log-untrusted-after-trusted',
  level: 'warning',
  summary: 'a JSON access log format with text from the client (path, user agent, errors) after trusted fields',
  why: 'If quotes in such text are not escaped, a client can add fields to the line. Of two fields with the same name, JSON parsers use the last one: the field of the client replaces the trusted one.',
  fix: formatFix('put these variables before all others, so that the trusted fields come last and take precedence.'),
  source: 'https://owasp.org/www-community/attacks/Log_Injection',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"requestId":"$context.requestId","path":"$context.path"}'`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"path":"$context.path","requestId":"$context.requestId"}'`,
  },
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      if (accessLog.format === undefined || !looksLikeJson(accessLog.format)) continue;
      const variables = variablesOf(accessLog.format);
      const firstTrusted = variables.findIndex((name) => !UNTRUSTED.has(name));
      const misplaced = variables.filter(
        (name, index) => UNTRUSTED.has(name) && firstTrusted >= 0 && index > firstTrusted,
      );
      if (misplaced.length === 0) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty, 'Format'),
        problem: `the format has ${misplaced.map((name) => `$context.${name}`).join(', ')} after $context.${variables[firstTrusted]}`,
      };
    }
  },
};
