import { action } from '../action.ts';
import { findTaggedGroup } from '../tags.ts';
import { resourceArn } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = action({
  name: 'ListTagsForResource',
  input: { resourceArn: required(resourceArn) },
  run({ resourceArn }, context) {
    return { tags: findTaggedGroup(context, resourceArn).tags };
  },
});
