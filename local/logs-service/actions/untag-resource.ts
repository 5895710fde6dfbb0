import { action } from '../action.ts';
import { findTaggedGroup, removeTags } from '../tags.ts';
import { resourceArn, tagKey } from '../validation/members.ts';
import { list, required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
export const untagResource = action({
  name: 'UntagResource',
  input: { resourceArn: required(resourceArn), tagKeys: required(list(tagKey, { min: 0, max: 50 })) },
  run({ resourceArn, tagKeys }, context) {
    removeTags(context, findTaggedGroup(context, resourceArn), tagKeys);
    return undefined;
  },
});
