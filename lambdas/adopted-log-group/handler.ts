import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { customResource } from '../custom-resource/custom-resource.ts';
import { adoptLogGroup } from './adopt-log-group.ts';

// API Gateway may create the group at the same time: then CloudWatch Logs aborts calls, and the client retries them.
const client = new CloudWatchLogsClient({ maxAttempts: 8 });

/** The custom resource that adopts a log group. Properties: `LogGroupName`, `RetentionInDays`, and optionally `KmsKeyId`.
 *  Deleting the resource keeps the group and its events; the retention still applies. */
export const handler = customResource(async ({ RequestType, ResourceProperties }) => {
  const { LogGroupName: logGroupName, RetentionInDays, KmsKeyId: kmsKeyId } = ResourceProperties;
  if (RequestType !== 'Delete') {
    await adoptLogGroup({ logGroupName, retentionInDays: Number(RetentionInDays), kmsKeyId }, client);
  }
  return { physicalId: logGroupName, data: { LogGroupName: logGroupName } };
});
