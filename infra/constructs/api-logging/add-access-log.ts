import { Aws, Fn, Names } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import {
  ACCESS_LOG_FIELDS,
  type AccessLogFields,
  type ApiType,
  accessLogFormat,
  MAX_ACCESS_LOG_FORMAT_BYTES,
} from '../../../core/access-log-format.ts';
import { logGroupArn, logGroupProps } from '../cdk-log-group.ts';
import type { LoggedStage } from './logged-stage.ts';
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
  const logGroup = logging.accessLogGroup ?? createLogGroup(stage, logging);
  // The `logGroupArn` of the CDK ends in `:*`, which API Gateway refuses.
  const destinationArn = logGroupArn(resource, logGroup.logGroupName);
  if (stage.type === 'REST') stage.resource.accessLogSetting = { destinationArn, format };
  else stage.resource.accessLogSettings = { destinationArn, format };
}

function createLogGroup({ type, resource }: LoggedStage, logging: ResolvedLogging): LogGroup {
  return new LogGroup(resource, 'AccessLogs', {
    // Only HTTP APIs write through log delivery. REST and WebSocket APIs use the role of the account.
    ...(type === 'HTTP' && { logGroupName: deliveredLogGroupName(resource) }),
    ...logGroupProps(resource, logging),
  });
}

/** A name for the access log group of an HTTP API. Log delivery needs an entry for each log group in a resource policy, whose size is
 *  limited to 5,120 characters. All groups with the prefix `/aws/vendedlogs/` share one entry. The id of the stack makes the name
 *  unique: the group of a deleted stack is kept, and a new stack of the same name must not have its name.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html */
function deliveredLogGroupName(resource: IConstruct): string {
  // arn:aws:cloudformation:<region>:<account>:stack/<name>/<id>
  const stackId = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return `/aws/vendedlogs/apis/${Names.uniqueResourceName(resource, { separator: '-' })}-${stackId}`;
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
