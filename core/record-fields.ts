import type { LogRecord } from './log-event.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A field of a log line as text; null when it is missing, empty, or neither text nor a number. */
export function textAt(fields: Fields | undefined, name: string): string | null {
  const value = fields?.[name];
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' ? String(value) : null;
}

/** A field of a log line as a number; null when it is missing, not finite, or of another type. */
export function numberAt(fields: Fields | undefined, name: string): number | null {
  const value = fields?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Any value of a log line as text: JSON for objects and lists. Text templates and `String` would throw for an object that a line gave a
 *  member `toString`. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

/** The duration of the initialization before an invocation, in milliseconds, from the invocation's report. Null when the execution
 *  environment existed already, or the lines do not include the report. */
export function initDurationIn(invocation: readonly LogRecord[]): number | null {
  const report = invocation.find(({ kind }) => kind === 'function.report')?.fields;
  return numberAt(report?.metrics as Fields | undefined, 'initDurationMs');
}
