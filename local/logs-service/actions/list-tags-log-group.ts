import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { logGroupName } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsLogGroup.html */
export const listTagsLogGroup = action({
  name: 'ListTagsLogGroup',
  input: { logGroupName: required(logGroupName) },
  run({ logGroupName }, context) {
    return { tags: findGroup(context, logGroupName).tags };
  },
});
