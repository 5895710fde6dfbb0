import { Stack, Token } from 'aws-cdk-lib';
import { type CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { loggingKey } from '../log-group-props.ts';
import type { FunctionLoggingProps } from './function-logging-props.ts';

export interface GroupSettings extends Pick<FunctionLoggingProps, 'encryptionKey' | 'removalPolicy'> {
  readonly retention: RetentionDays;
}

/** The name of a function's own log group: the one that it has, bounded now, or a new one. Its name is made up by CloudFormation:
 *  a group called `/aws/lambda/<function>` may be there already, and would fail the deployment.
 *  @see https://github.com/aws/aws-cdk/issues/32689 */
export function ownLogGroup(resource: CfnFunction, settings: GroupSettings): string {
  const { logGroup } = Stack.of(resource).resolve(resource.loggingConfig) ?? {};
  if (logGroup !== undefined) {
    bound(resource, logGroup, settings.retention);
    return (resource.loggingConfig as CfnFunction.LoggingConfigProperty).logGroup ?? '';
  }
  const managed = cdkManagedGroup(resource);
  if (managed) {
    managed.logGroupName = undefined;
    managed.retentionInDays = settings.retention;
    const { encryptionKey } = loggingKey(resource, settings.encryptionKey);
    if (encryptionKey) managed.kmsKeyId = encryptionKey.keyArn;
    if (settings.removalPolicy) managed.applyRemovalPolicy(settings.removalPolicy);
    return managed.ref;
  }
  // Beside the function: inside, it would wait for what the function waits for, its role, which must know the group.
  return new LogGroup(resource.node.scope ?? resource, `${resource.node.id}Logs`, {
    retention: settings.retention,
    ...(settings.removalPolicy !== undefined && { removalPolicy: settings.removalPolicy }),
    ...loggingKey(resource, settings.encryptionKey),
  }).logGroupName;
}

/** The group that the CDK makes for a function of its own accord, called `/aws/lambda/<function>`. */
function cdkManagedGroup(resource: CfnFunction): CfnLogGroup | undefined {
  const scope = resource.node.scope;
  const group = scope instanceof LambdaFunction ? scope.node.tryFindChild('LogGroup')?.node.defaultChild : undefined;
  return group instanceof CfnLogGroup && Token.isUnresolved(group.logGroupName) ? group : undefined;
}

/** A group that is not in this app is somebody else's to bound. */
function bound(resource: CfnFunction, name: unknown, retention: RetentionDays): void {
  const stack = Stack.of(resource);
  const group = resource.node.root.node
    .findAll()
    .find((candidate) => candidate instanceof CfnLogGroup && same(stack.resolve(candidate.ref), name));
  if (group instanceof CfnLogGroup && group.retentionInDays === undefined) group.retentionInDays = retention;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
