import type { PartialText } from '../../core/template/partial.ts';
import { referencedLogGroup } from './model/template-log-group.ts';
import { accessLogsOf } from './model/template-stage.ts';
import { showText } from './model/text.ts';
import type { Rule } from './rule.ts';

const PREFIX = '/aws/vendedlogs/';

export const httpAccessLogGroupName: Rule = {
  id: 'http-access-log-group-name',
  level: 'warning',
  summary: `an access log group of an HTTP API that is not named ${PREFIX}…`,
  why: 'Each such group adds to one resource policy of CloudWatch Logs; beyond 5,120 characters the next deployment fails.',
  fix: `Name the group ${PREFIX}…: groups of that name share one entry of the policy.`,
  *check(app) {
    for (const { stage, accessLog } of accessLogsOf(app)) {
      if (stage.kind !== 'HTTP') continue;
      const group = referencedLogGroup(accessLog.destination, stage.resource);
      if (group === undefined || mayBegin(group.name, PREFIX)) continue;
      yield {
        resource: group.resource,
        property: 'LogGroupName',
        problem: `the group is named ${group.name === undefined ? 'by CloudFormation' : showText(group.name)}`,
      };
    }
  },
};

/** False for a name that CloudFormation makes up: it begins with the stack's. */
function mayBegin(name: PartialText | undefined, prefix: string): boolean {
  const [first] = name ?? [''];
  if (typeof first !== 'string') return true;
  const isWhole = name?.length === 1;
  return first.startsWith(prefix) || (!isWhole && first !== '' && prefix.startsWith(first));
}
