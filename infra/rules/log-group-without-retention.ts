import { logGroupsOf } from './model/template-log-group.ts';
import { at, textAt } from './model/value.ts';
import type { Rule } from './rule.ts';

export const logGroupWithoutRetention: Rule = {
  id: 'log-group-without-retention',
  level: 'error',
  summary: 'a log group that keeps its events forever',
  why: 'Storage costs more every month, and personal data stays longer than anybody promised.',
  fix: 'Set RetentionInDays (in the CDK: retention: RetentionDays.ONE_MONTH).',
  *check(app) {
    for (const { resource } of logGroupsOf(app)) {
      // Groups of the class DELIVERY keep their events for a day, whatever is set.
      if (textAt(resource.properties, 'LogGroupClass') === 'DELIVERY') continue;
      if (at(resource.properties, 'RetentionInDays') !== undefined) continue;
      yield { resource, property: 'RetentionInDays', problem: 'the log group has no retention' };
    }
  },
};
