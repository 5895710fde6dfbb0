import type { JoinedCall } from '../calls/join/joined-call.ts';
import type { LogRecord } from '../log-event.ts';
import { sanitizeJson } from './sanitize.ts';

/** A record as one line of JSON with all its fields, times in epoch milliseconds; after a query, only the result. */
export function renderJson(record: LogRecord): string {
  return sanitizeJson(JSON.stringify(record.result ?? record));
}

/** The message unchanged, without the newline at its end. */
export function renderRaw({ message }: LogRecord): string {
  return message.endsWith('\n') ? message.slice(0, -1) : message;
}

/** An `ApiCall` as one line of JSON, with the member `missing` when log lines of the call are missing.
 *  @param expand adds the log records of the call, as `records`. */
export function renderCallJson({ call, missing, records }: JoinedCall, expand = false): string {
  const line = { ...call, ...(missing.length !== 0 && { missing }), ...(expand && { records }) };
  return sanitizeJson(JSON.stringify(line));
}
