import type { JoinedCall } from '../calls/join/joined-call.ts';
import { sanitizeJson } from './sanitize.ts';

/** An `ApiCall` as one line of JSON; `missing` is there when something is.
 *  @param expand with the call's log records, as `records`. */
export function renderCallJson({ call, missing, records }: JoinedCall, expand = false): string {
  const line = { ...call, ...(missing.length !== 0 && { missing }), ...(expand && { records }) };
  return sanitizeJson(JSON.stringify(line));
}
