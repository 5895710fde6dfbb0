import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { callWithRetry } from './call-with-retry.ts';
import type { FollowedGroup } from './followed-group.ts';
import type { LogsContext } from './logs-context.ts';

/** A log group that Live Tail can tell, by its ARN without `:*`. */
export interface LiveTailGroup {
  readonly group: FollowedGroup;
  readonly arn: string;
}

/** Looks a log group up for Live Tail, which names groups by their ARNs and serves those of the Standard class alone.
 *  @returns why it can be in no session, if so: it is not there (now), or its class has no Live Tail.
 *  @throws the service's error, such as AccessDeniedException.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export async function findLiveTailGroup(
  logs: LogsContext,
  group: FollowedGroup,
): Promise<LiveTailGroup | 'not there' | 'not served'> {
  const name = group.source.group;
  // The answer is sorted: the group comes before those whose names merely start like this.
  const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name, limit: 1 });
  const { logGroups = [] } = await callWithRetry(logs, (abortSignal) => logs.client.send(command, { abortSignal }));
  const found = logGroups.find(({ logGroupName }) => logGroupName === name);
  const arn = found?.logGroupArn ?? found?.arn?.replace(/:\*$/, '');
  if (found === undefined || arn === undefined) return 'not there';
  return (found.logGroupClass ?? 'STANDARD') === 'STANDARD' ? { group, arn } : 'not served';
}
