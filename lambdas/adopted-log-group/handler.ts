import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { customResource } from '../custom-resource/custom-resource.ts';
import { adoptLogGroup } from './adopt-log-group.ts';

// API Gateway may make the group at the same moment: the client repeats what was aborted by that.
const client = new CloudWatchLogsClient({ maxAttempts: 8 });

/** Properties: `LogGroupName`, `RetentionInDays`, and `KmsKeyId` if there is one. Deleting the resource leaves the group: it holds
 *  what happened, and its retention empties it. */
export const handler = customResource(async ({ RequestType, ResourceProperties }) => {
  const { LogGroupName: logGroupName, RetentionInDays, KmsKeyId: kmsKeyId } = ResourceProperties;
  if (RequestType !== 'Delete') {
    await adoptLogGroup({ logGroupName, retentionInDays: Number(RetentionInDays), kmsKeyId }, client);
  }
  return { physicalId: logGroupName, data: { LogGroupName: logGroupName } };
});
