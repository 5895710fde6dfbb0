import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { findStream } from '../find-log-stream.ts';
import { logGroupName, logStreamName } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export const deleteLogStream = action({
  name: 'DeleteLogStream',
  input: { logGroupName: required(logGroupName), logStreamName: required(logStreamName) },
  run({ logGroupName, logStreamName }, context) {
    context.store.deleteStream(findStream(context, findGroup(context, logGroupName), logStreamName));
    return undefined;
  },
});
