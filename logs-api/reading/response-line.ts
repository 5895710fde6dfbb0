import type { LogLevel } from '../../core/levels.ts';
import type { LogEvent } from '../../core/log-event.ts';
import { parseEvent } from '../../core/parse/parse-event.ts';
import { sanitize, sanitizeJson } from '../../core/render/sanitize.ts';

/** The source of a line: the log of a component, or one file of a function. */
export interface LogOrigin {
  /** The function that wrote the line; undefined for the logs of API Gateway. */
  readonly functionName?: string;
  /** `stdout`, `stderr` or `access`. */
  readonly file?: string;
}

/** The fields of a log line. The names are those of the parameter `filter`. */
export interface LineFields {
  readonly MESSAGE: string;
  readonly LEVEL?: LogLevel;
  readonly FUNCTION?: string;
  readonly LOG_GROUP: string;
  readonly LOG_STREAM: string;
  readonly REQUEST_ID?: string;
  readonly FILE?: string;
}

/** The names of all fields, which are the keys of the parameter `filter`. */
export const FIELD_NAMES = [
  'MESSAGE',
  'LEVEL',
  'FUNCTION',
  'LOG_GROUP',
  'LOG_STREAM',
  'REQUEST_ID',
  'FILE',
] as const satisfies readonly (keyof LineFields)[];

/** Parses an event into the fields of its line. */
export function lineFields(event: LogEvent, { functionName, file }: LogOrigin): LineFields {
  const { level, requestId } = parseEvent(event);
  return {
    MESSAGE: event.message.replace(/\n$/, ''),
    ...(level !== undefined && { LEVEL: level }),
    ...(functionName !== undefined && { FUNCTION: functionName }),
    LOG_GROUP: event.group,
    LOG_STREAM: event.stream,
    ...(requestId !== undefined && { REQUEST_ID: requestId }),
    ...(file !== undefined && { FILE: file }),
  };
}

/** The accepted values of each field. A line must match every field. */
export type LineFilter = ReadonlyMap<keyof LineFields, ReadonlySet<string>>;

/** Whether each field of the filter has one of its accepted values. */
export function matchesFilter(fields: LineFields, filter: LineFilter): boolean {
  return filter.entries().every(([name, values]) => values.has(fields[name] ?? ''));
}

/** A line of text: `2016-10-12 06:28:20: MESSAGE`, in UTC. Control characters are escaped: a message must not control a
 *  terminal. */
export function textLine(event: LogEvent): string {
  const time = new Date(event.timestamp).toISOString().slice(0, 19).replace('T', ' ');
  return `${time}: ${sanitize(event.message.replace(/\n$/, ''))}\n`;
}

/** A line of JSON, without a newline at its end. */
export function jsonLine(event: LogEvent, origin: LogOrigin, cursor: string): string {
  return sanitizeJson(
    JSON.stringify({ fields: lineFields(event, origin), cursor, realtime_timestamp: event.timestamp * 1000 }),
  );
}
