import { action } from '../action.ts';
import { findGroupByIdentifier } from '../find-log-group.ts';
import { logGroupIdentifier } from '../validation/members.ts';
import { boolean, required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogGroupDeletionProtection.html */
export const putLogGroupDeletionProtection = action({
  name: 'PutLogGroupDeletionProtection',
  input: { logGroupIdentifier: required(logGroupIdentifier), deletionProtectionEnabled: required(boolean()) },
  run({ logGroupIdentifier, deletionProtectionEnabled }, context) {
    const group = findGroupByIdentifier(context, logGroupIdentifier);
    context.store.groups.setDeletionProtection(group.id, deletionProtectionEnabled);
    return undefined;
  },
});
