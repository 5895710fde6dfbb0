import type { ActionContext } from './action.ts';
import { groupNotFound } from './errors.ts';
import type { LogGroup } from './store/log-groups.ts';

type Account = Pick<ActionContext, 'region' | 'accountId'>;

/** The ARN of a log group without the trailing `:*`, as `logGroupIdentifier` and the tagging actions take it
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html). */
export function logGroupArn({ region, accountId }: Account, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}

export function logStreamArn(account: Account, groupName: string, streamName: string): string {
  return `${logGroupArn(account, groupName)}:log-stream:${streamName}`;
}

/** The name in the ARN of a log group of this account and region, with or without `:*`; undefined for any other text. */
export function groupNameInArn(account: Account, arn: string): string | undefined {
  const prefix = logGroupArn(account, '');
  if (!arn.startsWith(prefix)) return undefined;
  return arn.slice(prefix.length).replace(/:\*$/, '');
}

/** The group that a `logGroupIdentifier` means: a name, or an ARN of this account and region.
 *  @throws ServiceError when there is none. */
export function groupByIdentifier(context: ActionContext, identifier: string): LogGroup {
  const name = identifier.startsWith('arn:') ? groupNameInArn(context, identifier) : identifier;
  return groupByName(context, name ?? '');
}

/** @throws ServiceError when there is none. */
export function groupByName({ store }: ActionContext, name: string): LogGroup {
  const group = store.groups.get(name);
  if (!group) throw groupNotFound();
  return group;
}
