import type { ActionContext } from './action.ts';
import { groupByIdentifier, groupByName } from './arn.ts';
import { invalidParameter, validationError } from './errors.ts';
import type { LogGroup } from './store/log-groups.ts';

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
