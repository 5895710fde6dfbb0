import type { Action } from './action.ts';
import { createLogGroup } from './actions/create-log-group.ts';
import { createLogStream } from './actions/create-log-stream.ts';
import { deleteLogGroup } from './actions/delete-log-group.ts';
import { deleteLogStream } from './actions/delete-log-stream.ts';
import { deleteRetentionPolicy } from './actions/delete-retention-policy.ts';
import { deleteSubscriptionFilter } from './actions/delete-subscription-filter.ts';
import { describeLogGroups } from './actions/describe-log-groups.ts';
import { describeLogStreams } from './actions/describe-log-streams.ts';
import { describeSubscriptionFilters } from './actions/describe-subscription-filters.ts';
import { filterLogEvents } from './actions/filter-log-events.ts';
import { getLogEvents } from './actions/get-log-events.ts';
import { listLogGroups } from './actions/list-log-groups.ts';
import { listTagsForResource } from './actions/list-tags-for-resource.ts';
import { listTagsLogGroup } from './actions/list-tags-log-group.ts';
import { putLogEvents } from './actions/put-log-events.ts';
import { putLogGroupDeletionProtection } from './actions/put-log-group-deletion-protection.ts';
import { putRetentionPolicy } from './actions/put-retention-policy.ts';
import { putSubscriptionFilter } from './actions/put-subscription-filter.ts';
import { startLiveTail } from './actions/start-live-tail.ts';
import { tagLogGroup } from './actions/tag-log-group.ts';
import { tagResource } from './actions/tag-resource.ts';
import { testMetricFilter } from './actions/test-metric-filter.ts';
import { untagLogGroup } from './actions/untag-log-group.ts';
import { untagResource } from './actions/untag-resource.ts';
import { ServiceError } from './service-error.ts';

const ACTIONS = new Map(
  [
    createLogGroup,
    createLogStream,
    deleteLogGroup,
    deleteLogStream,
    deleteRetentionPolicy,
    deleteSubscriptionFilter,
    describeLogGroups,
    describeLogStreams,
    describeSubscriptionFilters,
    filterLogEvents,
    getLogEvents,
    listLogGroups,
    listTagsForResource,
    listTagsLogGroup,
    putLogEvents,
    putLogGroupDeletionProtection,
    putRetentionPolicy,
    putSubscriptionFilter,
    startLiveTail,
    tagLogGroup,
    tagResource,
    testMetricFilter,
    untagLogGroup,
    untagResource,
  ].map((action) => [action.name, action]),
);

/** Finds the action that an `X-Amz-Target` header names.
 *  @throws ServiceError `UnknownOperationException`, with the requested name. */
export function findAction(target: string | string[] | undefined): Action {
  const [service, name = ''] = typeof target === 'string' ? target.split('.', 2) : [];
  const action = service === 'Logs_20140328' ? ACTIONS.get(name) : undefined;
  if (action) return action;
  throw new ServiceError('UnknownOperationException', unknownOperationMessage(target, service, name));
}

function unknownOperationMessage(target: unknown, service: string | undefined, name: string): string {
  if (target === undefined) return 'The request has no X-Amz-Target header: it must be Logs_20140328.<action>';
  if (service !== 'Logs_20140328') return `X-Amz-Target ${target} is not for CloudWatch Logs (Logs_20140328.<action>)`;
  return `The local CloudWatch Logs does not support ${name}`;
}
