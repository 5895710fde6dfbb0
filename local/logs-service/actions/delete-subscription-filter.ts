import { action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { ServiceError } from '../service-error.ts';
import { filterName, logGroupName } from '../validation/members.ts';
import { required } from '../validation/shapes.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteSubscriptionFilter.html */
export const deleteSubscriptionFilter = action({
  name: 'DeleteSubscriptionFilter',
  input: { logGroupName: required(logGroupName), filterName: required(filterName) },
  run({ logGroupName, filterName }, context) {
    const group = findGroup(context, logGroupName);
    if (!context.store.subscriptionFilters.delete(group.id, filterName)) {
      throw new ServiceError('ResourceNotFoundException', 'The specified subscription filter does not exist.');
    }
    return undefined;
  },
});
