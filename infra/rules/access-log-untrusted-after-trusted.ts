import { looksLikeJson, variablesOf } from './model/template-access-log-format.ts';
import { accessLogsOf, settingPath } from './model/template-stage.ts';
import type { Rule } from './rule.ts';

/** Texts that a client chooses, or that quote what it sent. */
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
  summary: 'a JSON access log format with texts of the client (path, user agent, errors) after fields to be trusted',
  why: 'A quote that is not escaped in such a text lets a client write fields of its own; of two equal keys a JSON reader keeps the last, here the forged one.',
  fix: 'Put these variables before all others: what stands last is what readers believe.',
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      if (accessLog.format === undefined || !looksLikeJson(accessLog.format)) continue;
      const variables = variablesOf(accessLog.format);
      const firstTrusted = variables.findIndex((name) => !UNTRUSTED.has(name));
      const late = variables.filter((name, index) => UNTRUSTED.has(name) && firstTrusted >= 0 && index > firstTrusted);
      if (late.length === 0) continue;
      yield {
        resource: stage.resource,
        property: settingPath(stage, stage.accessLogProperty, 'Format'),
        problem: `after $context.${variables[firstTrusted]} stand ${late.map((name) => `$context.${name}`).join(', ')}`,
      };
    }
  },
};
