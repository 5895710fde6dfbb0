import type { ActionContext } from './action.ts';

type Account = Pick<ActionContext, 'region' | 'accountId'>;

/** The ARN of a log group without the trailing `:*`, as in `logGroupIdentifier` and in the tagging actions
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html). */
export function logGroupArn({ region, accountId }: Account, name: string): string {
  return `arn:aws:logs:${region}:${accountId}:log-group:${name}`;
}

export function logStreamArn(account: Account, groupName: string, streamName: string): string {
  return `${logGroupArn(account, groupName)}:log-stream:${streamName}`;
}

/** The name in the ARN of a log group of this account and region, with or without `:*`. Undefined for any other text. */
export function groupNameInArn(account: Account, arn: string): string | undefined {
  const prefix = logGroupArn(account, '');
  if (!arn.startsWith(prefix)) return undefined;
  return arn.slice(prefix.length).replace(/:\*$/, '');
}

/** The name of the log group in a `logGroupIdentifier`, which is a name or an ARN. Undefined for an ARN of another resource. */
export function groupNameInIdentifier(account: Account, identifier: string): string | undefined {
  return identifier.startsWith('arn:') ? groupNameInArn(account, identifier) : identifier;
}
