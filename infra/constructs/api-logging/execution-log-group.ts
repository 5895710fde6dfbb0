import type { CfnResource, CustomResource } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { AdoptedLogGroup } from '../adopted-log-group.ts';
import { loggingKey } from '../log-group-props.ts';
import type { LoggedStage } from './logged-stage.ts';
import type { ResolvedLogging } from './resolved-logging.ts';

/** Bounds the execution log of a stage before its first line: API Gateway would make the group without retention.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-logging.html */
export function logExecution({ type, resource, apiId }: LoggedStage, logging: ResolvedLogging): void {
  if (!writesExecutionLines(logging)) return;
  const { stageName = '' } = resource;
  const logGroupName =
    type === 'REST' ? `API-Gateway-Execution-Logs_${apiId}/${stageName}` : `/aws/apigateway/${apiId}/${stageName}`;
  const retention = logging.executionRetention;
  const key = loggingKey(resource, logging.encryptionKey);
  if (logging.executionLogGroup === 'create') {
    const props = { logGroupName, retention, removalPolicy: logging.removalPolicy, ...key };
    waitFor(resource, new LogGroup(resource, 'ExecutionLogs', props));
  } else {
    waitFor(resource, new AdoptedLogGroup(resource, 'ExecutionLogs', { logGroupName, retention, ...key }).resource);
  }
}

/** The stage alone: the groups are its children in the tree, and must not wait for it. */
function waitFor(stage: CfnResource, group: LogGroup | CustomResource): void {
  stage.addResourceDependency(group.node.defaultChild as CfnResource);
}

function writesExecutionLines({ executionLevel, routes }: ResolvedLogging): boolean {
  return executionLevel !== 'OFF' || [...routes.values()].some((route) => (route.executionLevel ?? 'OFF') !== 'OFF');
}
