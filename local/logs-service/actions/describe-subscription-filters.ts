import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { readPage } from '../list-page.ts';
import type { SubscriptionFilter } from '../store/subscription-filter-table.ts';
import { describeLimit, filterName, logGroupName, nextToken } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeSubscriptionFilters.html */
export const describeSubscriptionFilters = action({
  name: 'DescribeSubscriptionFilters',
  input: { logGroupName: required(logGroupName), filterNamePrefix: filterName, nextToken, limit: describeLimit },
  run(input, context) {
    const { logGroupName, filterNamePrefix: prefix = '' } = input;
    const group = findGroup(context, logGroupName);
    const filters = context.store.subscriptionFilters.ofGroup(group.id).filter(({ name }) => name.startsWith(prefix));
    const { items, nextToken } = readPage<SubscriptionFilter>(context, `DescribeSubscriptionFilters/${group.id}`, {
      nextToken: input.nextToken,
      limit: input.limit,
      items: (cursor) => filters.filter(({ name }) => cursor === undefined || name > String(cursor[0])),
      cursor: ({ name }) => [name],
    });
    return { subscriptionFilters: items.map((filter) => describe(filter, logGroupName)), nextToken };
  },
});

function describe(filter: SubscriptionFilter, logGroupName: string) {
  const { name, pattern, destinationArn, roleArn, distribution, applyOnTransformedLogs, creationTime } = filter;
  return {
    filterName: name,
    logGroupName,
    filterPattern: pattern,
    destinationArn,
    roleArn,
    distribution,
    applyOnTransformedLogs,
    creationTime,
  };
}
