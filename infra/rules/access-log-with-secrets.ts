import { isSecretName } from '../../core/secret-name.ts';
import { formatFix } from './format-fix.ts';
import { variablesOf } from './model/template-access-log-format.ts';
import { accessLogsOf, settingPath } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

/** Names of secrets that are too common in log lines for redaction, but are a mistake in an access log format. */
const SECRET_IN_FORMAT = /(?:bearer|session_?id)$/i;

export const accessLogWithSecrets: Rule = {
  id: 'access-log-with-secrets',
  level: 'error',
  summary: 'an access log format that writes API keys or tokens',
  why: 'Everyone who can read the log can call the API on behalf of its clients.',
  fix: formatFix(
    'remove the variable. To distinguish clients, use $context.identity.apiKeyId or $context.authorizer.principalId.',
  ),
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html',
  examples: {
    wrong: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"key":"$context.identity.apiKey","requestId":"$context.requestId"}'`,
    right: `Stage:
  Type: AWS::ApiGateway::Stage
  Properties:
    StageName: prod
    AccessLogSetting:
      DestinationArn: !Sub "arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:\${AccessLogs}"
      Format: '{"key":"$context.identity.apiKeyId","requestId":"$context.requestId"}'`,
  },
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      const secrets = new Set(variablesOf(accessLog.format ?? []).filter(isSecret));
      for (const name of secrets) {
        yield {
          resource: stage.resource,
          property: settingPath(stage, stage.accessLogProperty, 'Format'),
          problem: `the format writes $context.${name}, which is a secret`,
        };
      }
    }
  },
};

/** The last part of the variable names the value: `apiKeyId` and `tokenUse` are not secrets. */
function isSecret(variable: string): boolean {
  const name = variable.split('.').at(-1) ?? '';
  return isSecretName(name) || SECRET_IN_FORMAT.test(name);
}
