import type { ActionContext } from './action.ts';
import { groupNameOf } from './arn.ts';
import { groupNotFound, invalidParameter, validationError } from './service-error.ts';
import type { LogGroup } from './store/log-groups.ts';

/** @throws ServiceError when there is none. */
export function groupByName({ store }: ActionContext, name: string): LogGroup {
  const group = store.groups.get(name);
  if (!group) throw groupNotFound();
  return group;
}

/** The group that a `logGroupIdentifier` means: a name, or an ARN of this account and region.
 *  @throws ServiceError when there is none. */
export function groupByIdentifier(context: ActionContext, identifier: string): LogGroup {
  return groupByName(context, groupNameOf(context, identifier) ?? '');
}

/** The group that a request names by `logGroupName` or by `logGroupIdentifier`: by one of them.
 *  @throws ServiceError when it names both, none, or a group that does not exist. */
export function chosenGroup(
  context: ActionContext,
  input: { readonly logGroupName?: string; readonly logGroupIdentifier?: string },
): LogGroup {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw validationError('LogGroup name and LogGroup ARN are mutually exclusive parameters.');
  }
  if (logGroupName !== undefined) return groupByName(context, logGroupName);
  if (logGroupIdentifier !== undefined) return groupByIdentifier(context, logGroupIdentifier);
  throw invalidParameter('Either LogGroup name or LogGroup ARN must be provided.');
}
