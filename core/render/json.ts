import type { LogRecord } from '../log-event.ts';
import { sanitizeJson } from './sanitize.ts';

/** A record as one line of JSON: every field of it, times as epoch milliseconds; with a query, its result alone. */
export function renderJson(record: LogRecord): string {
  return sanitizeJson(JSON.stringify(record.result ?? record));
}
