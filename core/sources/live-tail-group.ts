import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { callWithRetry } from './call-with-retry.ts';
import type { FollowedGroup } from './followed-group.ts';
import type { LogsContext } from './logs-context.ts';

/** A log group that Live Tail supports. */
export interface LiveTailGroup {
  readonly followed: FollowedGroup;
  /** Without `:*` at the end. */
  readonly arn: string;
}

/** Looks up a log group for Live Tail, which identifies groups by their ARNs and only supports the Standard class.
 *  @returns why the group cannot be in a session, otherwise the group.
 *  @throws the error of the service, such as AccessDeniedException.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export async function findLiveTailGroup(
  logs: LogsContext,
  followed: FollowedGroup,
): Promise<LiveTailGroup | 'missing' | 'unsupported class'> {
  const name = followed.source.group;
  // The response is sorted: the exact name comes before longer names with the same prefix.
  const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 });
  const { logGroups = [] } = await callWithRetry(logs, (abortSignal) => logs.client.send(command, { abortSignal }));
  const found = logGroups.find(({ logGroupName }) => logGroupName === name);
  const arn = found?.logGroupArn ?? found?.arn?.replace(/:\*$/, '');
  if (found === undefined || arn === undefined) return 'missing';
  return (found.logGroupClass ?? 'STANDARD') === 'STANDARD' ? { followed, arn } : 'unsupported class';
}
