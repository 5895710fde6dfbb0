import { createHash } from 'node:crypto';
import { UNSET } from '../../../core/access-log-format.ts';
import { logGroupNameInArn } from '../../../core/arn.ts';
import { isObject } from '../../../core/is-object.ts';

/** The access log of a stage. */
export interface AccessLogSetting {
  readonly logGroup: string;
  readonly destinationArn: string;
  readonly format: string;
}

/** Reads the `AccessLogSetting` (REST API) or `AccessLogSettings` (HTTP API) of a stage; undefined when the destination is
 *  not a log group. */
export function readAccessLogSetting(setting: unknown): AccessLogSetting | undefined {
  if (!isObject(setting) || typeof setting.Format !== 'string') return undefined;
  const destinationArn = String(setting.DestinationArn ?? '');
  const logGroup = logGroupNameInArn(destinationArn);
  return logGroup === undefined ? undefined : { logGroup, destinationArn, format: setting.Format };
}

/** Formats one access log line. Quotes and backslashes in values are escaped, as API Gateway does: a client cannot break a
 *  JSON line with the values that it sends.
 *  @param contextValue returns the value of `$context.<name>`; undefined for a variable without a value. */
export function formatAccessLine(format: string, contextValue: (name: string) => unknown): string {
  return format.replace(/\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)/g, (_, name: string) => {
    const value = contextValue(name);
    if (value === undefined || value === '') return UNSET;
    return QUOTED_VARIABLES.has(name) ? String(value) : JSON.stringify(String(value)).slice(1, -1);
  });
}

/** Variables whose values are JSON strings already, with quotes. */
const QUOTED_VARIABLES: ReadonlySet<string> = new Set(['error.messageString']);

/** The log stream, one of 256, that has all lines of a request in each log group of the stage. */
export function logStreamName(requestId: string): string {
  return md5(md5(requestId).slice(0, 2));
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
