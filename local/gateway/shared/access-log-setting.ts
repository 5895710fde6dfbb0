import { logGroupNameInArn } from '../../../core/arn.ts';
import { isObject } from '../../../core/is-object.ts';

/** Where a stage writes its access log, and how. */
export interface AccessLogSetting {
  readonly logGroup: string;
  readonly destinationArn: string;
  readonly format: string;
}

/** Reads a stage's `AccessLogSetting`, or `AccessLogSettings`; undefined when it logs into no log group. */
export function readAccessLogSetting(given: unknown): AccessLogSetting | undefined {
  if (!isObject(given) || typeof given.Format !== 'string') return undefined;
  const destinationArn = String(given.DestinationArn ?? '');
  const logGroup = logGroupNameInArn(destinationArn);
  return logGroup === undefined ? undefined : { logGroup, destinationArn, format: given.Format };
}
