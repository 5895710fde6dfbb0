import { action } from '../action.ts';
import { addTags, findTaggedGroup } from '../tags.ts';
import { resourceArn, tags } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html */
export const tagResource = action({
  name: 'TagResource',
  input: { resourceArn: required(resourceArn), tags: required(tags) },
  run({ resourceArn, tags }, context) {
    addTags(context, findTaggedGroup(context, resourceArn), tags);
    return undefined;
  },
});
