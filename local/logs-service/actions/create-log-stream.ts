import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { ServiceError } from '../service-error.ts';
import { logGroupName, logStreamName } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export const createLogStream = action({
  name: 'CreateLogStream',
  input: { logGroupName: required(logGroupName), logStreamName: required(logStreamName) },
  run({ logGroupName, logStreamName }, context) {
    const { store, now } = context;
    const group = findGroup(context, logGroupName);
    if (store.streams.get(group.id, logStreamName)) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    }
    store.streams.create(group.id, logStreamName, now());
    return undefined;
  },
});
