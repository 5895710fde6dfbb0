import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { RETENTION_DAYS } from '../retention.ts';
import { logGroupName } from '../validation/members.ts';
import { integer, required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const putRetentionPolicy = action({
  name: 'PutRetentionPolicy',
  input: {
    logGroupName: required(logGroupName),
    retentionInDays: required(integer({ values: RETENTION_DAYS })),
  },
  run({ logGroupName, retentionInDays }, context) {
    context.store.groups.setRetention(findGroup(context, logGroupName).id, retentionInDays);
    return undefined;
  },
});
