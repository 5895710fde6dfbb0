import { isObject } from '../../is-object.ts';
import type { LogRecord } from '../../log-event.ts';

/** The call as Tailgate's helper recorded it inside the function: members of `ApiCall`, and the ids that lead to its access line. */
export type HelperRecord = Readonly<Record<string, unknown>>;

/** The `api.call` record in a line of a function; undefined for any other line. It has to be at the top level of the line: an
 *  object that a client sent and the function logged must not count as a helper record. */
export function helperRecordOf({ kind, fields }: LogRecord): HelperRecord | undefined {
  if ((kind !== 'function.log' && kind !== 'text') || fields?.message !== 'api.call') return undefined;
  return isObject(fields.apiCall) ? fields.apiCall : undefined;
}

/** Whether the record is about a request that the function sent, and not about the request that it handles. */
export function isWebhook(helper: HelperRecord | undefined): boolean {
  return helper?.source === 'webhook';
}

/** The helper record of the request that the function handles. */
export function helperRecordIn(lines: readonly LogRecord[]): HelperRecord | undefined {
  return lines.map(helperRecordOf).find((helper) => helper !== undefined && !isWebhook(helper));
}
