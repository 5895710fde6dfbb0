import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { logGroupName } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
export const deleteRetentionPolicy = action({
  name: 'DeleteRetentionPolicy',
  input: { logGroupName: required(logGroupName) },
  run({ logGroupName }, context) {
    context.store.groups.setRetention(findGroup(context, logGroupName).id, undefined);
    return undefined;
  },
});
