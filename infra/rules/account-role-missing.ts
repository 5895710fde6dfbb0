import { hasExecutionLog } from './model/route-settings.ts';
import { resourcesOf } from './model/template-app.ts';
import { type Stage, stagesOf, stageTitle } from './model/template-stage.ts';
import { UNKNOWN } from './model/value.ts';
import type { Rule } from './rule.ts';

/** The account's setting itself, or a custom resource that looks before it sets (ours, and the Serverless Framework's). */
const SETTERS = ['AWS::ApiGateway::Account', 'Custom::ApiGatewayAccountRole'];

export const accountRoleMissing: Rule = {
  id: 'account-role-missing',
  level: 'warning',
  summary: 'logs of REST or WebSocket APIs, and nothing that sets the role by which API Gateway writes them',
  why: 'In an account and region where no role is set the deployment fails: "CloudWatch Logs role ARN must be set in account settings".',
  fix: 'Deploy ApiGatewayAccountStack once a region; or, if something else owns the setting, say so: accountRole: elsewhere.',
  *check(app, { accountRole }) {
    if (accountRole === 'elsewhere' || resourcesOf(app, ...SETTERS).length > 0) return;
    const stage = stagesOf(app).find(needsRole);
    if (stage === undefined) return;
    yield {
      resource: stage.resource,
      property: stage.accessLogProperty,
      problem: `${stageTitle(stage)} writes logs, and no stack here sets the account's role`,
    };
  },
};

function needsRole(stage: Stage): boolean {
  if (stage.kind !== 'REST' && stage.kind !== 'WebSocket') return false;
  return (stage.accessLog !== undefined && stage.accessLog !== UNKNOWN) || hasExecutionLog(stage);
}
