import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  ACCESS_LOG_FIELDS,
  type AccessLogFields,
  type ApiType,
  accessLogFormat,
  LARGEST_ACCESS_LOG_FORMAT_BYTES,
} from '../../../core/access-log-format.ts';
import { loggingKey } from '../log-group-props.ts';
import type { LoggedStage } from './logged-stage.ts';
import type { ResolvedLogging } from './resolved-logging.ts';

/** Gives a stage its access log, unless it has one. */
export function logAccess(stage: LoggedStage, logging: ResolvedLogging): void {
  const { type, resource } = stage;
  const format = accessLogFormat(accessFields(type, logging));
  const bytes = Buffer.byteLength(format);
  if (bytes > LARGEST_ACCESS_LOG_FORMAT_BYTES) {
    throw new Error(
      `The access log format has ${bytes} bytes; API Gateway takes ${LARGEST_ACCESS_LOG_FORMAT_BYTES}. Name shorter variables in identity.`,
    );
  }
  const logGroup = logging.accessLogGroup ?? ownLogGroup(stage, logging);
  // `logGroupArn` ends in `:*`, which API Gateway refuses.
  const destinationArn = Stack.of(resource).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: logGroup.logGroupName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  if (stage.type === 'REST') stage.resource.accessLogSetting = { destinationArn, format };
  else stage.resource.accessLogSettings = { destinationArn, format };
}

function ownLogGroup({ type, resource }: LoggedStage, logging: ResolvedLogging): LogGroup {
  return new LogGroup(resource, 'AccessLogs', {
    // The resource policy that HTTP APIs write by has room for a few groups; those of this prefix need no entry of their own.
    ...(type === 'HTTP' && {
      logGroupName: `/aws/vendedlogs/apis/${Names.uniqueResourceName(resource, { separator: '-' })}`,
    }),
    retention: logging.retention,
    removalPolicy: logging.removalPolicy,
    ...loggingKey(resource, logging.encryptionKey),
  });
}

/** The fields of an API type, with whom the authorizer names, and without the path where it is to be hidden. What the authorizer
 *  says is trusted: it stands behind what clients choose. */
export function accessFields(
  type: ApiType,
  { identity, obfuscatePaths }: Pick<ResolvedLogging, 'identity' | 'obfuscatePaths'>,
): AccessLogFields {
  const { path, ...others } = ACCESS_LOG_FIELDS[type] as Record<string, string>;
  const { userAgent, ...trusted } = others;
  return {
    ...(userAgent !== undefined && { userAgent }),
    ...(path !== undefined && !obfuscatePaths && { path }),
    ...trusted,
    ...(identity.userId !== undefined && { userId: `$context.${identity.userId}` }),
    ...(identity.domainId !== undefined && { domainId: `$context.${identity.domainId}` }),
  };
}
