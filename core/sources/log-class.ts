import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogsContext } from './logs-context.ts';

/** The errors by which the service refuses an operation to a log group of the wrong class, among other things. */
const REFUSALS: ReadonlySet<string> = new Set([
  'InvalidParameterException',
  'InvalidOperationException',
  'ValidationException',
]);

/** Whether an error of FilterLogEvents comes from the log group's class: only groups of the Standard class have that operation.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html */
export async function isRefusedForClass(logs: LogsContext, group: string, error: unknown): Promise<boolean> {
  if (!REFUSALS.has((error as Error).name)) return false;
  try {
    const { logGroups = [] } = await logs.client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }), {
      abortSignal: logs.signal,
    });
    return logGroups.some(
      ({ logGroupName, logGroupClass = 'STANDARD' }) => logGroupName === group && logGroupClass !== 'STANDARD',
    );
  } catch {
    // The error that is asked about says more than the one that kept us from asking.
    return false;
  }
}
