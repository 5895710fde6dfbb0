import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type CustomResourceDefinition, requiredProperty } from '../custom-resource/custom-resource.ts';
import { adoptLogGroup, deleteLogGroup, removeKey } from './adopt-log-group.ts';

/** The custom resource that adopts a log group. Properties: `LogGroupName`, `RetentionInDays`, and optionally `KmsKeyId` and
 *  `RemovalPolicy`. Deleting the resource keeps the group and its events, and the retention still applies; with the removal policy
 *  `Delete` it deletes the group. */
export function adoptedLogGroup(logsClient: Pick<CloudWatchLogsClient, 'send'>): CustomResourceDefinition {
  return {
    physicalId: (properties) => requiredProperty(properties, 'LogGroupName'),
    apply: async (properties, retries, before) => {
      const logGroupName = requiredProperty(properties, 'LogGroupName');
      const retentionInDays = Number(requiredProperty(properties, 'RetentionInDays'));
      const { KmsKeyId: kmsKeyId } = properties;
      await adoptLogGroup({ logGroupName, retentionInDays, kmsKeyId }, logsClient, retries);
      if (before?.KmsKeyId !== undefined && kmsKeyId === undefined) {
        await removeKey(logGroupName, logsClient, retries);
      }
      return { LogGroupName: logGroupName };
    },
    remove: async (properties, retries) => {
      if (properties.RemovalPolicy !== 'Delete') return;
      await deleteLogGroup(requiredProperty(properties, 'LogGroupName'), logsClient, retries);
    },
  };
}
