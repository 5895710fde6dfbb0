import { type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  ACCESS_LOG_FIELDS,
  type AccessLogFields,
  type ApiType,
  accessLogFormat,
  MAX_ACCESS_LOG_FORMAT_BYTES,
} from '../../../core/access-log-format.ts';
import { AdoptedLogGroup } from '../adopted-log-group.ts';
import { logGroupArn, logGroupProps } from '../cdk-log-group.ts';
import { existOnlyWith } from '../conditional-resource.ts';
import { deliveredLogGroupName } from '../delivered-log-group-name.ts';
import type { LoggedStage } from './logged-stage.ts';
import { setOwnProperty } from './own-settings.ts';
import type { ResolvedLogging } from './resolved-logging.ts';

/** Makes a stage write its access log, to the log group of the settings or to a new one.
 *  @throws Error when the format is larger than API Gateway allows. */
export function addAccessLog(stage: LoggedStage, logging: ResolvedLogging): void {
  const { type, resource } = stage;
  const format = accessLogFormat(accessLogFields(type, logging));
  const bytes = Buffer.byteLength(format);
  if (bytes > MAX_ACCESS_LOG_FORMAT_BYTES) {
    throw new Error(
      `The access log format has ${bytes} bytes, and API Gateway allows ${MAX_ACCESS_LOG_FORMAT_BYTES}. Use shorter variable names in identity.`,
    );
  }
  const logGroupName = logging.accessLogGroup?.logGroupName ?? createLogGroup(stage, logging);
  // The `logGroupArn` of the CDK ends in `:*`. API Gateway stores it without, and drift detection reports the stage as changed.
  // https://github.com/aws/aws-cdk/issues/38796
  const destinationArn = logGroupArn(resource, logGroupName);
  const name = stage.type === 'REST' ? 'AccessLogSetting' : 'AccessLogSettings';
  setOwnProperty(resource, name, { DestinationArn: destinationArn, Format: format }, () => {
    if (stage.type === 'REST') stage.resource.accessLogSetting = { destinationArn, format };
    else stage.resource.accessLogSettings = { destinationArn, format };
  });
}

/** Only HTTP APIs write through log delivery, and so need a certain name. The name stays the same while logging is off. REST and
 *  WebSocket APIs use the role of the account, and CloudFormation generates the name.
 *  @returns the name of the log group, a reference. */
function createLogGroup({ type, resource }: LoggedStage, logging: ResolvedLogging): string {
  const props = logGroupProps(resource, logging);
  const group =
    type === 'HTTP'
      ? new AdoptedLogGroup(resource, 'AccessLogs', {
          ...props,
          logGroupName: deliveredLogGroupName(resource),
          onRemoval: logging.removalPolicy === RemovalPolicy.DESTROY ? 'Delete' : 'Retain',
        })
      : new LogGroup(resource, 'AccessLogs', props);
  const created = group instanceof AdoptedLogGroup ? group.resource : group;
  existOnlyWith(created.node.defaultChild as CfnResource, resource);
  return group.logGroupName;
}

/** The access log fields of an API type, with the caller's identity. Fields that the client chooses come first: if a client injects
 *  a field, the field of the same name from the authorizer takes precedence, since it comes later. */
function accessLogFields(
  type: ApiType,
  { identity, obfuscatePaths }: Pick<ResolvedLogging, 'identity' | 'obfuscatePaths'>,
): AccessLogFields {
  const { path, userAgent, ...trusted } = ACCESS_LOG_FIELDS[type] as Record<string, string>;
  return {
    ...(userAgent !== undefined && { userAgent }),
    ...(path !== undefined && !obfuscatePaths && { path }),
    ...trusted,
    ...(identity.userId !== undefined && { userId: `$context.${identity.userId}` }),
    ...(identity.domainId !== undefined && { domainId: `$context.${identity.domainId}` }),
  };
}
