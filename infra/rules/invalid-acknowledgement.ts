import { acknowledgementsOf } from './acknowledgement.ts';
import type { Rule } from './rule.ts';

/** @param ruleIds the rules that can be acknowledged. */
export function invalidAcknowledgement(ruleIds: readonly string[]): Rule {
  return {
    id: 'invalid-acknowledgement',
    level: 'error',
    summary: 'an acknowledgement without a reason, or of a rule that does not exist',
    why: 'Nobody can tell later whether it still holds; it has no effect.',
    fix: 'Write Metadata.tailgate.acknowledge as a list of { rule, reason }; `logs check --help` names the rules.',
    *check(app) {
      for (const resource of app.stacks.flatMap((stack) => stack.resources)) {
        for (const { rule, reason } of acknowledgementsOf(resource)) {
          const problem = problemOf(rule, reason, ruleIds);
          if (problem !== undefined) yield { resource, property: 'Metadata.tailgate.acknowledge', problem };
        }
      }
    },
  };
}

function problemOf(
  rule: string | undefined,
  reason: string | undefined,
  ruleIds: readonly string[],
): string | undefined {
  if (rule === undefined) return 'an acknowledgement names no rule';
  if (!ruleIds.includes(rule)) return `there is no rule "${rule}" to acknowledge`;
  return reason === undefined ? `"${rule}" is acknowledged without a reason` : undefined;
}
