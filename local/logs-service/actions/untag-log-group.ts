import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { removeTags } from '../tags.ts';
import { logGroupName, tagKey } from '../validation/members.ts';
import { list, required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagLogGroup.html */
export const untagLogGroup = action({
  name: 'UntagLogGroup',
  input: { logGroupName: required(logGroupName), tags: required(list(tagKey, { min: 1 })) },
  run({ logGroupName, tags }, context) {
    removeTags(context, findGroup(context, logGroupName), tags);
    return undefined;
  },
});
