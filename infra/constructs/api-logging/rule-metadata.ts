import { CfnDeletionPolicy, type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { acknowledgeRule, addRuleMembers } from '../rule-acknowledgement.ts';
import type { ApiLoggingProps, ExecutionLevel } from './api-logging-props.ts';
import type { LoggedStage } from './logged-stage.ts';
import type { Settings } from './own-settings.ts';
import type { ResolvedLogging } from './resolved-logging.ts';

/** Adds what the rules need beyond the properties of a stage to its metadata, and acknowledges their findings on what props chose.
 *  @param chosen the props of all scopes, merged.
 *  @param ownRoutes the settings that single routes of the stage have without `ApiLogging`: findings on them are not acknowledged. */
export function addRuleMetadata(
  resource: CfnResource,
  { executionLevel, dataTrace, routes, healthCheckRoutes }: ResolvedLogging,
  chosen: ApiLoggingProps,
  ownRoutes: readonly Settings[],
): void {
  const reasons = [dataTrace, ...[...routes.values()].map((route) => route.dataTrace)].flatMap(
    (trace) => trace?.reason ?? [],
  );
  addRuleMembers(resource, {
    ...(reasons.length > 0 && { dataTraceReason: reasons.join('; ') }),
    ...(healthCheckRoutes.length > 0 && { healthCheckRoutes }),
  });
  const acknowledgeLevel = (level: ExecutionLevel, rule: string) => {
    const ofRoutes = [...routes].filter(([, route]) => route.executionLevel === level).map(([route]) => route);
    const scopes = [...(chosen.executionLevel === level && executionLevel === level ? ['the stage'] : []), ...ofRoutes];
    if (scopes.length === 0 || ownRoutes.some(({ LoggingLevel }) => LoggingLevel === level)) return;
    acknowledgeRule(resource, rule, `executionLevel of ApiLogging is ${level} for ${scopes.join(', ')}.`);
  };
  acknowledgeLevel('OFF', 'execution-log-off');
  acknowledgeLevel('INFO', 'execution-log-info-in-production');
  if (chosen.accessLogs === false) {
    acknowledgeRule(resource, 'stage-without-access-log', 'accessLogs of ApiLogging is false.');
  }
}

/** Acknowledges the findings on a stage whose logging is switched off. */
export function acknowledgeDisabled(resource: CfnResource): void {
  const reason = 'ApiLogging is switched off for this stage: by enabled: false, a tag or the context.';
  acknowledgeRule(resource, 'execution-log-off', reason);
  acknowledgeRule(resource, 'stage-without-access-log', reason);
}

/** A `RestApi` sets the role of the account, unless its prop `cloudWatchRole` or a feature flag prevents it. Removing that resource
 *  from a deployed stack could delete the role that all APIs use. It does no harm as long as role and setting are kept with the stack,
 *  which is the default of the CDK since 2.38.
 *  @see https://github.com/aws/aws-cdk/pull/21546 */
export function acknowledgeAccountRole({ resource, api }: LoggedStage): void {
  // An API can be split over nested stacks, and can have its stage in another stack.
  const stacks = new Set([resource, ...(api ? [api] : [])].map(topLevelStack));
  const accounts = [...stacks].flatMap((stack) =>
    stack.node
      .findAll()
      .filter((construct) => construct instanceof CfnAccount)
      .filter((account) => topLevelStack(account) === stack),
  );
  for (const account of accounts.filter(isRetained)) {
    acknowledgeRule(account, 'account-role-overwritten', 'The role works, and is kept when this stack is deleted.');
  }
}

function topLevelStack(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent ? topLevelStack(stack.nestedStackParent) : stack;
}

function isRetained(account: CfnAccount): boolean {
  const role = account.node.scope?.node.tryFindChild('CloudWatchRole')?.node.defaultChild;
  return [account, role as CfnResource | undefined].every(
    (resource) => resource?.cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN,
  );
}
