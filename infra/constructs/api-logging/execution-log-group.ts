import { Annotations, type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AdoptedLogGroup } from '../adopted-log-group.ts';
import { addResourceDependency } from '../cdk-compatibility.ts';
import { logGroupProps } from '../cdk-log-group.ts';
import { existOnlyWith } from '../conditional-resource.ts';
import type { LoggedStage } from './logged-stage.ts';
import type { Settings } from './own-settings.ts';
import type { ResolvedLogging } from './resolved-logging.ts';

/** Creates the execution log group of a stage before its first request, if it writes an execution log. Otherwise API Gateway creates it, without retention.
 *  @param settings the settings of the stage and of all its routes.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html */
export function addExecutionLogGroup(
  { type, resource, apiId }: LoggedStage,
  logging: ResolvedLogging,
  settings: readonly Settings[],
): void {
  if (type === 'HTTP' || !settings.some(({ LoggingLevel = 'OFF' }) => LoggingLevel !== 'OFF')) return;
  const { stageName = '' } = resource;
  const logGroupName =
    type === 'REST' ? `API-Gateway-Execution-Logs_${apiId}/${stageName}` : `/aws/apigateway/${apiId}/${stageName}`;
  const { executionRetention: retention, executionLogGroup, removalPolicy } = logging;
  if (executionLogGroup === 'create' && removalPolicy !== RemovalPolicy.DESTROY) warnOfKeptGroup(resource);
  const props = { logGroupName, ...logGroupProps(resource, { ...logging, retention }) };
  const group =
    executionLogGroup === 'create'
      ? new LogGroup(resource, 'ExecutionLogs', props)
      : new AdoptedLogGroup(resource, 'ExecutionLogs', props).resource;
  const groupResource = group.node.defaultChild as CfnResource;
  existOnlyWith(groupResource, resource);
  // Not `node.addDependency`: the group is a child of the stage, and would depend on itself.
  addResourceDependency(resource, groupResource);
}

function warnOfKeptGroup(resource: CfnResource): void {
  Annotations.of(resource).addWarningV2(
    'tailgate:kept-execution-log-group',
    "executionLogGroup is 'create', and the log group is kept when the stage stops logging, for example with -c apiLogging=off. When it logs again, the deployment fails, because the log group exists. Use executionLogGroup: 'adopt', or removalPolicy: RemovalPolicy.DESTROY.",
  );
}
