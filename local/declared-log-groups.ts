import { parseArn } from '../core/arn.ts';
import type { ResolvedResource } from '../core/template/resolve.ts';
import type { LogStore } from './logs-service/store/store.ts';

/** Resources that create a log group, or set the retention of an existing one: the type of CloudFormation, the custom resource of
 *  `ApiLogging`, and that of the CDK (`logRetention` of a function). All have the same properties. */
const LOG_GROUP_TYPES = ['AWS::Logs::LogGroup', 'Custom::AdoptedLogGroup', 'Custom::LogRetention'];

/** Creates the log groups that the templates declare, with their retention and their subscription filters.
 *  @param notice called for each filter that is not supported locally: one line, without a newline. */
export function declareLogGroups(
  store: LogStore,
  resources: readonly ResolvedResource[],
  notice: (message: string) => void,
): void {
  for (const { type, ref, properties } of ofType(resources, ...LOG_GROUP_TYPES)) {
    const name = type === 'AWS::Logs::LogGroup' ? ref : `${properties.LogGroupName}`;
    const retention = Number(properties.RetentionInDays);
    const group = store.groups.get(name) ?? store.groups.create({ name, creationTime: Date.now() });
    store.groups.setRetention(group.id, retention > 0 ? retention : undefined);
  }
  for (const { logicalId, stack, properties } of ofType(resources, 'AWS::Logs::SubscriptionFilter')) {
    const { FilterName, FilterPattern, LogGroupName, DestinationArn } = properties;
    const name = `${FilterName ?? `${stack.name}-${logicalId}`}`;
    const destinationArn = String(DestinationArn);
    const group = store.groups.get(String(LogGroupName));
    if (!group || parseArn(destinationArn)?.service !== 'lambda') {
      const reason = group ? `it delivers to ${destinationArn}` : `the log group ${LogGroupName} does not exist`;
      notice(`not supported locally: ${name} (AWS::Logs::SubscriptionFilter): ${reason}`);
      continue;
    }
    store.subscriptionFilters.put({
      groupId: group.id,
      name,
      pattern: String(FilterPattern ?? ''),
      destinationArn,
      roleArn: undefined,
      distribution: 'ByLogStream',
      applyOnTransformedLogs: false,
      creationTime: Date.now(),
    });
  }
}

function ofType(resources: readonly ResolvedResource[], ...types: readonly string[]): ResolvedResource[] {
  return resources.filter(({ type }) => types.includes(type));
}
