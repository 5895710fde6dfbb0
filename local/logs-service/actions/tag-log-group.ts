import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { addTags } from '../tags.ts';
import { logGroupName, tags } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagLogGroup.html */
export const tagLogGroup = action({
  name: 'TagLogGroup',
  input: { logGroupName: required(logGroupName), tags: required(tags) },
  run({ logGroupName, tags }, context) {
    addTags(context, findGroup(context, logGroupName), tags);
    return undefined;
  },
});
