import { Stack, Token } from 'aws-cdk-lib';
import { type CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type LogGroupSettings, logGroupProps } from '../cdk-log-group.ts';
import { findResource } from '../find-resource.ts';

/** The name of the function's log group. A log group that the function already has is kept, and gets a retention if it has none.
 *  Otherwise a log group is created, with a name that CloudFormation generates: a group `/aws/lambda/<function>` may exist
 *  already, and the deployment would fail.
 *  @see https://github.com/aws/aws-cdk/issues/32689 */
export function functionLogGroup(resource: CfnFunction, settings: LogGroupSettings): string {
  const { logGroup } = Stack.of(resource).resolve(resource.loggingConfig) ?? {};
  if (logGroup !== undefined) {
    setMissingRetention(resource, logGroup, settings.retention);
    return (resource.loggingConfig as CfnFunction.LoggingConfigProperty).logGroup ?? '';
  }
  const managed = cdkManagedLogGroup(resource);
  if (managed) {
    const { retention, removalPolicy, encryptionKey } = logGroupProps(resource, settings);
    managed.logGroupName = undefined;
    managed.retentionInDays = retention;
    if (encryptionKey) managed.kmsKeyId = encryptionKey.keyArn;
    managed.applyRemovalPolicy(removalPolicy);
    return managed.ref;
  }
  // A sibling, not a child. A child would depend on what the function depends on: its role, whose policy names the group.
  const scope = resource.node.scope ?? resource;
  return new LogGroup(scope, `${resource.node.id}Logs`, logGroupProps(resource, settings)).logGroupName;
}

/** The group `/aws/lambda/<function>` that the CDK creates for a function by default. */
function cdkManagedLogGroup(resource: CfnFunction): CfnLogGroup | undefined {
  const scope = resource.node.scope;
  const group = scope instanceof LambdaFunction ? scope.node.tryFindChild('LogGroup')?.node.defaultChild : undefined;
  return group instanceof CfnLogGroup && Token.isUnresolved(group.logGroupName) ? group : undefined;
}

/** Does nothing for a group that this app does not define. */
function setMissingRetention(resource: CfnFunction, name: unknown, retention: RetentionDays): void {
  const group = findResource(resource, CfnLogGroup, name, ({ ref }) => ref);
  if (group && group.retentionInDays === undefined) group.retentionInDays = retention;
}
