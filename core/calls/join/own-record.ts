import { isObject } from '../../is-object.ts';
import type { LogRecord } from '../../log-event.ts';

/** What Tailgate's helper wrote about a call, inside of the function: an `ApiCall`, and the ids by which to find the access line. */
export type OwnRecord = Readonly<Record<string, unknown>>;

/** The `api.call` record in a function's line; undefined for any other line. Only at the top of a line that says so: what a
 *  client sent, and the function logged as an object, must not pass for it. */
export function ownRecordOf({ kind, fields }: LogRecord): OwnRecord | undefined {
  if ((kind !== 'function.log' && kind !== 'text') || fields?.message !== 'api.call') return undefined;
  return isObject(fields.apiCall) ? fields.apiCall : undefined;
}

/** Whether it is of a request that the function sent, and not of the one that it answers. */
export function isWebhook(own: OwnRecord | undefined): boolean {
  return own?.source === 'webhook';
}

/** What the helper wrote of the call that the function answers. */
export function ownRecordIn(lines: readonly LogRecord[]): OwnRecord | undefined {
  return lines.map(ownRecordOf).find((own) => own !== undefined && !isWebhook(own));
}
