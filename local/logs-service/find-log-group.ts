import type { ActionContext } from './action.ts';
import { groupNameInIdentifier } from './log-group-arn.ts';
import { groupNotFound, invalidParameter, validationError } from './service-error.ts';
import type { LogGroup } from './store/log-group-table.ts';

/** @throws ServiceError when the group does not exist. */
export function findGroup({ store }: ActionContext, name: string): LogGroup {
  const group = store.groups.get(name);
  if (!group) throw groupNotFound();
  return group;
}

/** Finds a group by its `logGroupIdentifier`: a name, or an ARN of this account and region.
 *  @throws ServiceError when the group does not exist. */
export function findGroupByIdentifier(context: ActionContext, identifier: string): LogGroup {
  return findGroup(context, groupNameInIdentifier(context, identifier) ?? '');
}

/** Finds the group of a request, which has either `logGroupName` or `logGroupIdentifier`.
 *  @throws ServiceError when the request has both or neither, or the group does not exist. */
export function findRequestedGroup(
  context: ActionContext,
  input: { readonly logGroupName?: string; readonly logGroupIdentifier?: string },
): LogGroup {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw validationError('LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  if (logGroupName !== undefined) return findGroup(context, logGroupName);
  if (logGroupIdentifier !== undefined) return findGroupByIdentifier(context, logGroupIdentifier);
  throw invalidParameter('Either LogGroup name or LogGroup ARN must be provided.');
}
