import { Annotations, type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { mergeProps, type RequestedSettings } from '../scoped-settings.ts';
import { isEdgeFunction } from './edge-function.ts';
import { functionLogGroup } from './function-log-group.ts';
import type { FunctionLoggingProps } from './function-logging-props.ts';
import { propertyOf, upperKeys } from './function-resource.ts';
import { restrictToLogGroup } from './log-permissions.ts';

/** Configures the logging of one function. What the function sets itself stays.
 *  @param requested from the outermost scope to the innermost.
 *  @throws Error when the props of the function contradict the log format that it sets. */
export function configureFunction(
  resource: CfnResource,
  requested: readonly RequestedSettings<FunctionLoggingProps>[],
): void {
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
  const isEdge = isEdgeFunction(resource);
  const level = props.applicationLevel ?? current.ApplicationLogLevel ?? 'INFO';
  const logGroup = isEdge ? undefined : functionLogGroup(resource, current.LogGroup, props);
  setLogging(resource, {
    ...current,
    ...(logGroup && !logGroup.hasDefaultName && { LogGroup: logGroup.name }),
    LogFormat: current.LogFormat ?? 'JSON',
    // A format that is known only at deployment can be Text.
    ...((current.LogFormat === undefined || current.LogFormat === 'JSON') && {
      ApplicationLogLevel: props.debugBuffer && !isEdge ? 'DEBUG' : level,
      SystemLogLevel: props.systemLevel ?? current.SystemLogLevel ?? 'INFO',
    }),
  });
  // CloudFront refuses functions with environment variables.
  if (props.debugBuffer && !isEdge) resource.addPropertyOverride('Environment.Variables.POWERTOOLS_LOG_LEVEL', level);
  removeLevelsOfText(resource);
  if (logGroup) restrictToLogGroup(resource, logGroup);
  if (isEdge) {
    Annotations.of(resource).addInfo(
      'This is a Lambda@Edge function. Its replicas create their log groups in the regions where they run, without retention, so Tailgate sets no log group. To set the retention: aws logs put-retention-policy in each region.',
    );
  }
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

/** Lambda refuses log levels for the format Text.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
function refuseLevels(resource: CfnResource, requested: readonly RequestedSettings<FunctionLoggingProps>[]): void {
  const own = requested.filter(({ scope }) => scope === resource || scope.node.defaultChild === resource);
  const { applicationLevel, systemLevel, debugBuffer = false } = mergeProps(own.map(({ props }) => props));
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

function setLogging(resource: CfnResource, logging: Readonly<Record<string, unknown>>): void {
  if (!(resource instanceof CfnFunction)) {
    resource.addPropertyOverride('LoggingConfig', logging);
    return;
  }
  resource.loggingConfig = Object.fromEntries(
    Object.entries(logging).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]),
  );
}
