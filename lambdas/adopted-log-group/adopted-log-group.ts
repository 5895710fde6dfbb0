import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { adoptedLogGroupId, parseAdoptedLogGroupId } from '../../core/adopted-log-group-id.ts';
import { type CustomResourceDefinition, requiredProperty } from '../custom-resource/custom-resource.ts';
import { adoptLogGroup, removeKey } from './adopt-log-group.ts';
import { CREATOR_TAG, deleteOwnLogGroup } from './delete-own-log-group.ts';

/** The custom resource that creates or adopts a log group. Properties: `LogGroupName`, `RetentionInDays`, and optionally `KmsKeyId`
 *  and `RemovalPolicy` (`Retain` or `Delete`; without it the group is never deleted).
 *
 *  Deleting the resource, also by a rollback, deletes the group only with the removal policy `Delete`, and only if this resource created
 *  it: a tag of the group and the physical id both have the id of the request that created it. An adopted group is kept, with its events
 *  and the new retention. */
export function adoptedLogGroup(logsClient: Pick<CloudWatchLogsClient, 'send'>): CustomResourceDefinition {
  return {
    physicalId: (properties, requestId) => {
      const logGroupName = requiredProperty(properties, 'LogGroupName');
      return properties.RemovalPolicy === undefined ? logGroupName : adoptedLogGroupId(logGroupName, requestId);
    },
    describes: (properties, physicalId) => properties.LogGroupName === parseAdoptedLogGroupId(physicalId).logGroupName,
    apply: async (properties, retries, { physicalId, before }) => {
      const logGroupName = requiredProperty(properties, 'LogGroupName');
      const retentionInDays = Number(requiredProperty(properties, 'RetentionInDays'));
      const { KmsKeyId: kmsKeyId } = properties;
      const { requestId } = parseAdoptedLogGroupId(physicalId);
      const tags = requestId === undefined ? undefined : { [CREATOR_TAG]: requestId };
      await adoptLogGroup({ logGroupName, retentionInDays, kmsKeyId, tags }, logsClient, retries);
      if (before?.KmsKeyId !== undefined && kmsKeyId === undefined) {
        await removeKey(logGroupName, logsClient, retries);
      }
      return { LogGroupName: logGroupName };
    },
    remove: async (properties, retries, { physicalId, stackId }) => {
      const { logGroupName, requestId } = parseAdoptedLogGroupId(physicalId);
      if (properties.RemovalPolicy !== 'Delete' || requestId === undefined) return;
      await deleteOwnLogGroup({ logGroupName, requestId, stackId }, logsClient, retries);
    },
  };
}
