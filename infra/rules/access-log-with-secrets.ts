import { variablesOf } from './model/access-log-format.ts';
import { accessLogsOf, settingPath } from './model/stage.ts';
import type { Rule } from './rule.ts';

/** The last part of a name that stands for a secret itself; `apiKeyId` and `tokenUse` do not. */
const SECRET =
  /(^|[a-z_-])(api_?key|authorization|bearer|cookie|credentials?|jwt|passw(or)?d|private_?key|secret|session_?id|token)$/i;

export const accessLogWithSecrets: Rule = {
  id: 'access-log-with-secrets',
  level: 'error',
  summary: 'an access log format that writes API keys or tokens',
  why: 'Whoever may read the log can call the API in the name of its clients.',
  fix: 'Take the variable out; $context.identity.apiKeyId and $context.authorizer.principalId tell clients apart.',
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

function isSecret(variable: string): boolean {
  return SECRET.test(variable.split('.').at(-1) ?? '');
}
