import type { LogRecord } from '../log-event.ts';
import { sanitizeJson } from './sanitize.ts';

/** A record as one line of JSON: every field of it, times as epoch milliseconds. */
export function renderJson(record: LogRecord): string {
  return sanitizeJson(JSON.stringify(record));
}
