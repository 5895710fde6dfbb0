import type { Action } from './action.ts';
import { createLogGroup } from './actions/create-log-group.ts';
import { createLogStream } from './actions/create-log-stream.ts';
import { deleteLogGroup } from './actions/delete-log-group.ts';
import { deleteLogStream } from './actions/delete-log-stream.ts';
import { deleteRetentionPolicy } from './actions/delete-retention-policy.ts';
import { describeLogGroups } from './actions/describe-log-groups.ts';
import { describeLogStreams } from './actions/describe-log-streams.ts';
import { filterLogEvents } from './actions/filter-log-events.ts';
import { getLogEvents } from './actions/get-log-events.ts';
import { putLogEvents } from './actions/put-log-events.ts';
import { putRetentionPolicy } from './actions/put-retention-policy.ts';
import { ServiceError } from './errors.ts';

const ACTIONS = new Map(
  [
    createLogGroup,
    createLogStream,
    deleteLogGroup,
    deleteLogStream,
    deleteRetentionPolicy,
    describeLogGroups,
    describeLogStreams,
    filterLogEvents,
    getLogEvents,
    putLogEvents,
    putRetentionPolicy,
  ].map((action) => [action.name, action]),
);

/** The action that an `X-Amz-Target` header names.
 *  @throws ServiceError `UnknownOperationException`, with the name that was asked for. */
export function findAction(target: string | string[] | undefined): Action {
  const [service, name = ''] = typeof target === 'string' ? target.split('.', 2) : [];
  const action = service === 'Logs_20140328' ? ACTIONS.get(name) : undefined;
  if (action) return action;
  throw new ServiceError('UnknownOperationException', describe(target, service, name));
}

function describe(target: unknown, service: string | undefined, name: string): string {
  if (target === undefined) return 'The request has no X-Amz-Target header: it must be Logs_20140328.<action>';
  if (service !== 'Logs_20140328') return `X-Amz-Target ${target} is not for CloudWatch Logs (Logs_20140328.<action>)`;
  return `The local CloudWatch Logs does not support ${name}`;
}
