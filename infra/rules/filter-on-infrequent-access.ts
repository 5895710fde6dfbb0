import { resourcesOf } from './model/template-app.ts';
import { referencedLogGroup } from './model/template-log-group.ts';
import { partialTextAt } from './model/text.ts';
import { textAt } from './model/value.ts';
import type { Rule } from './rule.ts';

export const filterOnInfrequentAccess: Rule = {
  id: 'filter-on-infrequent-access',
  level: 'error',
  summary: 'a subscription or metric filter on a log group of the class INFREQUENT_ACCESS',
  why: 'Groups of that class take no filters, and the deployment fails; `logs tail` and Live Tail cannot read them either.',
  fix: 'Leave LogGroupClass at STANDARD (the class cannot be changed later), or take the filter out.',
  *check(app) {
    for (const filter of resourcesOf(app, 'AWS::Logs::SubscriptionFilter', 'AWS::Logs::MetricFilter')) {
      const group = referencedLogGroup(partialTextAt(filter.properties, 'LogGroupName'), filter);
      if (group === undefined || textAt(group.resource.properties, 'LogGroupClass') !== 'INFREQUENT_ACCESS') continue;
      yield {
        resource: filter,
        property: 'LogGroupName',
        problem: `${group.resource.logicalId} is of the class INFREQUENT_ACCESS`,
      };
    }
  },
};
