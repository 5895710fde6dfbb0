import { textKey } from '../../core/template/partial.ts';
import { type Resource, resourcesOf } from './model/template-app.ts';
import { referencedLogGroup } from './model/template-log-group.ts';
import { partialTextAt, showText } from './model/text.ts';
import type { Rule } from './rule.ts';

export const subscriptionFiltersFull: Rule = {
  id: 'subscription-filters-full',
  level: 'warning',
  summary: 'a log group all of whose places for subscription filters are taken',
  why: 'Nothing more can read the group as it is written: no call history, no other tool. One filter too many fails the deployment.',
  fix: 'Send one filter to a Kinesis stream that all readers share; another quota is set by subscriptionFilters.',
  *check(app, { subscriptionFilters }) {
    for (const filters of filtersByGroup(resourcesOf(app, 'AWS::Logs::SubscriptionFilter'))) {
      const [first] = filters;
      if (first === undefined || filters.length < subscriptionFilters) continue;
      const name = partialTextAt(first.properties, 'LogGroupName') ?? [];
      yield {
        resource: referencedLogGroup(name, first)?.resource ?? first,
        property: 'LogGroupName',
        problem: `${filters.length} subscription filters are on ${showText(name)}, and a group takes ${subscriptionFilters}`,
      };
    }
  },
};

function filtersByGroup(filters: readonly Resource[]): Iterable<Resource[]> {
  const groups = new Map<string, Resource[]>();
  for (const filter of filters) {
    const name = partialTextAt(filter.properties, 'LogGroupName');
    if (name === undefined) continue;
    const declared = referencedLogGroup(name, filter)?.resource.id;
    // Names with holes mean something in their own stack only.
    const key = `${filter.stack.name} ${declared ?? textKey(name)}`;
    groups.set(key, [...(groups.get(key) ?? []), filter]);
  }
  return groups.values();
}
