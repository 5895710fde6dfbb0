import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { validationError } from '../service-error.ts';
import { logGroupName } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export const deleteLogGroup = action({
  name: 'DeleteLogGroup',
  input: { logGroupName: required(logGroupName) },
  run({ logGroupName }, context) {
    const group = findGroup(context, logGroupName);
    if (group.deletionProtection) {
      throw validationError('The specified log group cannot be deleted: deletion protection is enabled for it.');
    }
    context.store.deleteGroup(group);
    return undefined;
  },
});
