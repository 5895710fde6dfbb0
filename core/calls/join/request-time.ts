import type { LogRecord } from '../../log-event.ts';
import { numberAt } from '../../record-fields.ts';

/** The maximum duration of a request: the maximum timeout of a function, which a response stream may use; milliseconds.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_REQUEST_MS = 15 * 60_000;

/** When the request of an access line began and ended, in epoch milliseconds. The line's fields count only as far as a request can last:
 *  a function can write a line that looks like an access line, with any time, and what is read depends on it. */
export function requestTime({ fields, timestamp }: LogRecord): { readonly start: number; readonly end: number } {
  const time = Math.min(numberAt(fields, 'time') ?? timestamp, timestamp);
  const start = Math.max(time, timestamp - MAX_REQUEST_MS);
  const latency = Math.min(numberAt(fields, 'responseLatency') ?? MAX_REQUEST_MS, MAX_REQUEST_MS);
  return { start, end: Math.max(start + latency, timestamp) };
}
