import { action } from '../action.ts';
import { invalidParameter, ServiceError } from '../service-error.ts';
import { logGroupClass, logGroupName, tags } from '../validation/members.ts';
import { boolean, required, string } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const createLogGroup = action({
  name: 'CreateLogGroup',
  input: {
    logGroupName: required(logGroupName),
    kmsKeyId: string({ max: 256 }),
    tags,
    logGroupClass,
    deletionProtectionEnabled: boolean(),
  },
  run(input, { store, now }) {
    const { logGroupName: name, logGroupClass, kmsKeyId, tags, deletionProtectionEnabled } = input;
    if (name.toLowerCase().startsWith('aws/')) {
      throw invalidParameter('Log groups starting with AWS/ are reserved for AWS.');
    }
    if (store.groups.get(name)) {
      throw new ServiceError('ResourceAlreadyExistsException', 'The specified log group already exists');
    }
    store.groups.create({
      name,
      creationTime: now(),
      class: logGroupClass,
      kmsKeyId,
      tags,
      deletionProtection: deletionProtectionEnabled,
    });
    return undefined;
  },
});
