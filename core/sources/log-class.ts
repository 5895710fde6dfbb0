import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogsContext } from './logs-context.ts';

/** The errors of an operation that the log group's class does not support. They also have other causes. */
const CLASS_ERRORS: ReadonlySet<string> = new Set([
  'InvalidParameterException',
  'InvalidOperationException',
  'ValidationException',
]);

/** Whether FilterLogEvents failed because of the log group's class: only the Standard class supports it.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html */
export async function isRefusedForClass(logs: LogsContext, group: string, error: unknown): Promise<boolean> {
  if (!CLASS_ERRORS.has((error as Error).name)) return false;
  try {
    const { logGroups = [] } = await logs.client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }), {
      abortSignal: logs.signal,
    });
    return logGroups.some(
      ({ logGroupName, logGroupClass = 'STANDARD' }) => logGroupName === group && logGroupClass !== 'STANDARD',
    );
  } catch {
    // The original error says more than the error of this look-up.
    return false;
  }
}
