import { CfnResource, type CustomResourceProviderBase } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type LogGroupSettings, logGroupProps } from '../cdk-log-group.ts';
import type { FunctionLoggingProps } from './function-logging-props.ts';
import { logStatements } from './log-permissions.ts';

/** Configures a function that the CDK creates for its own custom resources (for example the one that empties a bucket). It is not
 *  a `CfnFunction`, but a generic resource beside its role.
 *  @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.CustomResourceProvider.html */
export function configureProvider(
  provider: CustomResourceProviderBase,
  logGroup: LogGroupSettings,
  levels: Pick<FunctionLoggingProps, 'applicationLevel' | 'systemLevel'>,
): void {
  const handler = provider.node.tryFindChild('Handler');
  if (!(handler instanceof CfnResource)) return;
  const { logGroupName } = new LogGroup(provider, 'Logs', logGroupProps(handler, logGroup));
  handler.addPropertyOverride('LoggingConfig', {
    LogGroup: logGroupName,
    LogFormat: 'JSON',
    ApplicationLogLevel: levels.applicationLevel ?? 'INFO',
    SystemLogLevel: levels.systemLevel ?? 'INFO',
  });
  for (const statement of logStatements(provider, logGroupName)) {
    provider.addToRolePolicy(statement.toStatementJson());
  }
}
