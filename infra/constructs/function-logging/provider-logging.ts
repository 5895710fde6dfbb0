import { CfnResource, type CustomResourceProviderBase, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { loggingKey } from '../log-group-props.ts';
import type { GroupSettings } from './function-log-group.ts';
import type { FunctionLoggingProps } from './function-logging-props.ts';
import { statementsFor } from './log-permissions.ts';

/** The same for a function that the CDK makes for a custom resource of its own (the one that empties a bucket, for instance): it is
 *  there as a bare resource, next to its role.
 *  @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.CustomResourceProvider.html */
export function logProvider(
  provider: CustomResourceProviderBase,
  { retention, removalPolicy, encryptionKey }: GroupSettings,
  levels: Pick<FunctionLoggingProps, 'applicationLevel' | 'systemLevel'>,
): void {
  const handler = provider.node.tryFindChild('Handler');
  if (!(handler instanceof CfnResource)) return;
  const { logGroupName } = new LogGroup(provider, 'Logs', {
    retention,
    ...(removalPolicy !== undefined && { removalPolicy }),
    ...loggingKey(handler, encryptionKey),
  });
  handler.addPropertyOverride('LoggingConfig', {
    LogGroup: logGroupName,
    LogFormat: 'JSON',
    ApplicationLogLevel: levels.applicationLevel ?? 'INFO',
    SystemLogLevel: levels.systemLevel ?? 'INFO',
  });
  for (const statement of statementsFor(Stack.of(provider), logGroupName)) {
    provider.addToRolePolicy(statement.toStatementJson());
  }
}
