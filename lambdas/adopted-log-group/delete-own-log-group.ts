import {
  type CloudWatchLogsClient,
  DeleteLogGroupCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { parseArn } from '../../core/arn.ts';
import type { CallRetries } from '../custom-resource/call-retries.ts';

/** The tag with the id of the request that created the log group. It is set together with the creation. */
export const CREATOR_TAG = 'tailgate:created-by-request';

/** Deletes a log group with its events, if it exists and the request created it. A group without the tag is kept.
 *  @param target `stackId` is the ARN of the stack, whose account and region are those of the log group.
 *  @throws the error of CloudWatch Logs. */
export async function deleteOwnLogGroup(
  target: { readonly logGroupName: string; readonly requestId: string; readonly stackId: string },
  client: Pick<CloudWatchLogsClient, 'send'>,
  retries: CallRetries,
): Promise<void> {
  const { logGroupName, requestId, stackId } = target;
  try {
    // Without `:*`: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html
    const list = new ListTagsForResourceCommand({ resourceArn: logGroupArn(stackId, logGroupName) });
    const { tags = {} } = await retries.call((options) => client.send(list, options));
    if (tags[CREATOR_TAG] !== requestId) return;
    await retries.call((options) => client.send(new DeleteLogGroupCommand({ logGroupName }), options));
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
  }
}

function logGroupArn(stackId: string, logGroupName: string): string {
  const { partition, region, accountId } = parseArn(stackId) ?? {};
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}`;
}
