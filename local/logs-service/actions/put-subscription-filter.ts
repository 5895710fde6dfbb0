import { type ActionContext, action } from '../action.ts';
import { findGroup } from '../find-log-group.ts';
import { compileMessageFilter } from '../message-filter.ts';
import { invalidOperation, invalidParameter, limitExceeded, ServiceError } from '../service-error.ts';
import { filterName, filterPattern, logGroupName } from '../validation/members.ts';
import { boolean, list, required, string } from '../validation/shapes.ts';

/** The quota of the service since 2026. The API reference below still says two. */
const MAX_FILTERS_PER_GROUP = 5;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html */
export const putSubscriptionFilter = action({
  name: 'PutSubscriptionFilter',
  input: {
    logGroupName: required(logGroupName),
    filterName: required(filterName),
    filterPattern: required(filterPattern),
    destinationArn: required(string({ min: 1 })),
    roleArn: string({ min: 1 }),
    distribution: string({ values: ['Random', 'ByLogStream'] }),
    applyOnTransformedLogs: boolean(),
    fieldSelectionCriteria: string({ min: 0, max: 2000 }),
    emitSystemFields: list(string()),
  },
  run(input, context) {
    const { filterName: name, filterPattern: pattern, destinationArn, roleArn } = input;
    if (input.fieldSelectionCriteria) throw unsupported('fieldSelectionCriteria');
    if (input.emitSystemFields?.length) throw unsupported('emitSystemFields');
    checkDestination(context, destinationArn, roleArn);
    compileMessageFilter(pattern);
    const { store, now } = context;
    const group = findGroup(context, input.logGroupName);
    if (group.class !== 'STANDARD') {
      throw invalidOperation(`Subscription filters do not support log groups of class ${group.class}: ${group.name}`);
    }
    const others = store.subscriptionFilters.ofGroup(group.id).filter((filter) => filter.name !== name);
    if (others.length >= MAX_FILTERS_PER_GROUP) throw limitExceeded();
    store.subscriptionFilters.put({
      groupId: group.id,
      name,
      pattern,
      destinationArn,
      roleArn,
      distribution: input.distribution ?? 'ByLogStream',
      applyOnTransformedLogs: input.applyOnTransformedLogs ?? false,
      creationTime: now(),
    });
    return undefined;
  },
});

function checkDestination(context: ActionContext, destinationArn: string, roleArn: string | undefined): void {
  const [, , vendor = '', region, account] = destinationArn.split(':');
  if (vendor === 'lambda' && roleArn !== undefined) {
    throw invalidParameter('destinationArn for vendor lambda cannot be used with roleArn');
  }
  if ((vendor === 'kinesis' || vendor === 'firehose') && roleArn === undefined) {
    throw invalidParameter(`destinationArn for vendor ${vendor} cannot be used without roleArn`);
  }
  if (vendor !== 'lambda') {
    throw invalidParameter(`The local CloudWatch Logs delivers only to Lambda functions, not to ${destinationArn}`);
  }
  if (account !== context.accountId) {
    throw new ServiceError(
      'AccessDeniedException',
      'Cross-account lambda invocation passing is not allowed. You must use DestinationPolicies to create cross account lambda triggers.',
    );
  }
  if (region !== context.region || !context.canInvoke(destinationArn)) {
    throw invalidParameter(
      'Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to execute your function.',
    );
  }
}

function unsupported(member: string): ServiceError {
  return invalidParameter(`The local CloudWatch Logs does not support ${member}`);
}
