import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type CustomResourceDefinition, requiredProperty } from '../custom-resource/custom-resource.ts';
import { adoptLogGroup } from './adopt-log-group.ts';

/** The custom resource that adopts a log group. Properties: `LogGroupName`, `RetentionInDays`, and optionally `KmsKeyId`.
 *  Deleting the resource keeps the group and its events; the retention still applies. */
export function adoptedLogGroup(logsClient: Pick<CloudWatchLogsClient, 'send'>): CustomResourceDefinition {
  return {
    physicalId: (properties) => requiredProperty(properties, 'LogGroupName'),
    apply: async (properties, retries) => {
      const logGroupName = requiredProperty(properties, 'LogGroupName');
      const retentionInDays = Number(requiredProperty(properties, 'RetentionInDays'));
      await adoptLogGroup({ logGroupName, retentionInDays, kmsKeyId: properties.KmsKeyId }, logsClient, retries);
      return { LogGroupName: logGroupName };
    },
  };
}
