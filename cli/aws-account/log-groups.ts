import type { CloudWatchLogsClient, LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { namingMissingPermission } from './missing-permission.ts';

/** A prefix of a log group's name. The service refuses other prefixes with a validation error.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
const LOG_GROUP_PREFIX = /^[\w.\-/#]{0,512}$/;

/** Reads all log groups whose name starts with `prefix`, page by page. */
export async function* logGroups(client: CloudWatchLogsClient, prefix = ''): AsyncGenerator<LogGroup> {
  if (!LOG_GROUP_PREFIX.test(prefix)) return;
  const { paginateDescribeLogGroups } = await import('@aws-sdk/client-cloudwatch-logs');
  const input = prefix === '' ? {} : { logGroupNamePrefix: prefix };
  for await (const page of paginateDescribeLogGroups({ client }, input)) yield* page.logGroups ?? [];
}

export function hasLogGroup(client: CloudWatchLogsClient, name: string): Promise<boolean> {
  return namingMissingPermission('logs:DescribeLogGroups', async () => {
    for await (const group of logGroups(client, name)) {
      if (group.logGroupName === name) return true;
    }
    return false;
  });
}

export function logGroupNames(client: CloudWatchLogsClient): Promise<readonly string[]> {
  return namingMissingPermission('logs:DescribeLogGroups', async () => {
    const names: string[] = [];
    for await (const group of logGroups(client)) if (group.logGroupName) names.push(group.logGroupName);
    return names;
  });
}
