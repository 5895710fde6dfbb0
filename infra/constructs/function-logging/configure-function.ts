import { Annotations, type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { isOverridden } from '../resource-overrides.ts';
import { isOwnScope, mergeProps, type RequestedSettings } from '../scoped-settings.ts';
import { isEdgeFunction } from './edge-function.ts';
import { functionLogGroup } from './function-log-group.ts';
import type { FunctionLoggingProps } from './function-logging-props.ts';
import { lowerFirst, propertyOf, upperKeys } from './function-resource.ts';
import { restrictToLogGroup } from './log-permissions.ts';
import { loggerVariable, setLoggerLevel } from './logger-level.ts';

/** The level of both kinds of lines when a function logs JSON.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
const DEFAULT_LEVEL = 'INFO';

/** Configures the logging of one function. What the function sets itself stays. A Lambda@Edge function stays as it is, unless the settings
 *  are requested for only this function.
 *  @param requested from the outermost scope to the innermost.
 *  @throws Error when the props of the function contradict the log format that it sets. */
export function configureFunction(
  resource: CfnResource,
  requested: readonly RequestedSettings<FunctionLoggingProps>[],
): void {
  const isEdge = isEdgeFunction(resource);
  if (isEdge && ownRequests(resource, requested).length === 0) {
    Annotations.of(resource).addInfo(
      'This is a Lambda@Edge function, and stays as it is: each change makes a new version, and CloudFront keeps the old one for hours. For JSON lines and levels: FunctionLogging.of(fn).enable() with this function. Its replicas create their log groups in the regions where they run, without retention. To set it: aws logs put-retention-policy in each region.',
    );
    return;
  }
  const current = currentLogging(resource);
  if (current === undefined) {
    Annotations.of(resource).addWarningV2(
      'tailgate:logging-config',
      'LoggingConfig of this function is known only at deployment, so it stays as it is. Set its members instead.',
    );
    return;
  }
  const props = mergeProps(requested.map((settings) => settings.props));
  const isText = current.LogFormat === 'Text';
  if (isText) refuseLevels(resource, requested);
  const own = ownProps(resource, requested);
  const level = own.applicationLevel ?? current.ApplicationLogLevel ?? props.applicationLevel ?? DEFAULT_LEVEL;
  const isBuffered = !isEdge && props.debugBuffer === true && !keepsBothLevels(resource, current, own);
  const logGroup = isEdge ? undefined : functionLogGroup(resource, current.LogGroup, props, own);
  setLogging(resource, current, {
    ...(logGroup && !logGroup.hasDefaultName && current.LogGroup === undefined && { LogGroup: logGroup.name }),
    LogFormat: current.LogFormat ?? 'JSON',
    // A format that is known only at deployment can be Text.
    ...((current.LogFormat === undefined || current.LogFormat === 'JSON') &&
      withoutDefaults(current, {
        ApplicationLogLevel: isBuffered && level !== 'TRACE' ? 'DEBUG' : level,
        SystemLogLevel: own.systemLevel ?? current.SystemLogLevel ?? props.systemLevel ?? DEFAULT_LEVEL,
      })),
  });
  // CloudFront refuses functions with environment variables.
  if (isBuffered) setLoggerLevel(resource, level, own.applicationLevel);
  removeLevelsOfText(resource);
  if (logGroup) restrictToLogGroup(resource, logGroup);
}

/** The members of `LoggingConfig`; undefined when the whole of it is an intrinsic function. */
function currentLogging(resource: CfnResource): Record<string, unknown> | undefined {
  const stack = Stack.of(resource);
  const value = propertyOf(resource, 'LoggingConfig');
  const resolved = upperKeys(stack.resolve(value));
  if (Object.keys(resolved).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return undefined;
  // The reference to a group of another stack must stay a token.
  const { LogGroup } = upperKeys(value);
  return LogGroup === undefined ? resolved : { ...resolved, LogGroup };
}

/** Leaves out levels that a function with the format JSON has anyway. The CDK publishes a new version when the properties of the function
 *  change, and Lambda publishes none for a function that is the same: the deployment fails with "A version for this Lambda function
 *  exists". Other changes of `LoggingConfig` make a new version.
 *  @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda-readme.html#currentversion-updated-hashing-logic
 *  @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lambda/function_test.go loggingConfigWithPublish */
function withoutDefaults(
  current: Readonly<Record<string, unknown>>,
  levels: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (current.LogFormat === undefined) return levels;
  const needed = Object.entries(levels).filter(([name, level]) => name in current || level !== DEFAULT_LEVEL);
  return Object.fromEntries(needed);
}

/** Whether a function sets the levels of both Lambda and its logger. A lower level in Lambda would let lines through that it drops today. */
function keepsBothLevels(
  resource: CfnResource,
  current: Readonly<Record<string, unknown>>,
  { applicationLevel }: FunctionLoggingProps,
): boolean {
  const own = current.ApplicationLogLevel;
  const variable = loggerVariable(resource);
  if (variable === undefined || applicationLevel !== undefined) return false;
  if (own === undefined || own === 'DEBUG' || own === 'TRACE') return false;
  Annotations.of(resource).addWarningV2(
    'tailgate:debug-buffer',
    `debugBuffer has no effect: Lambda drops debug lines, because the function sets its application log level and ${variable}. Set the application log level to DEBUG, or remove it.`,
  );
  return true;
}

/** The props that the scope of the function itself requests. */
function ownProps(
  resource: CfnResource,
  requested: readonly RequestedSettings<FunctionLoggingProps>[],
): FunctionLoggingProps {
  return mergeProps(ownRequests(resource, requested).map(({ props }) => props));
}

/** What is requested for only this function. */
function ownRequests(
  resource: CfnResource,
  requested: readonly RequestedSettings<FunctionLoggingProps>[],
): RequestedSettings<FunctionLoggingProps>[] {
  return requested.filter((settings) => isOwnScope(settings, resource));
}

/** Lambda refuses log levels for the format Text.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
function refuseLevels(resource: CfnResource, requested: readonly RequestedSettings<FunctionLoggingProps>[]): void {
  const { applicationLevel, systemLevel, debugBuffer = false } = ownProps(resource, requested);
  const names = [
    ...(applicationLevel !== undefined && !debugBuffer ? ['applicationLevel'] : []),
    ...(systemLevel !== undefined ? ['systemLevel'] : []),
  ];
  if (names.length === 0) return;
  throw new Error(
    `FunctionLogging of ${resource.node.path}: ${names.join(' and ')} cannot be set, because the function sets the log format Text, and Lambda filters only JSON by level. Remove ${names.join(' and ')}, or set loggingFormat: LoggingFormat.JSON.`,
  );
}

/** An aspect of the app can set the format Text after this one. Validation runs after all aspects. */
function removeLevelsOfText(resource: CfnResource): void {
  resource.node.addValidation({
    validate: () => {
      const logging = currentLogging(resource) ?? {};
      if (logging.LogFormat !== 'Text') return [];
      for (const name of ['ApplicationLogLevel', 'SystemLogLevel']) {
        if (name in logging) resource.addPropertyDeletionOverride(`LoggingConfig.${name}`);
      }
      return [];
    },
  });
}

/** Writes what changes. The CDK would publish a new version also for another order of the members.
 *  @param current the members of `LoggingConfig`. */
function setLogging(
  resource: CfnResource,
  current: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): void {
  const changed = Object.entries(wanted).filter(([name, value]) => current[name] !== value);
  if (changed.length === 0) return;
  if (resource instanceof CfnFunction && !isOverridden(resource, 'LoggingConfig')) {
    const members = Object.entries({ ...current, ...Object.fromEntries(changed) });
    resource.loggingConfig = Object.fromEntries(members.map(([name, value]) => [lowerFirst(name), value]));
    return;
  }
  for (const [name, value] of changed) resource.addPropertyOverride(`LoggingConfig.${name}`, value);
}
