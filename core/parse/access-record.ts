import { NUMERIC_ACCESS_LOG_FIELDS, UNSET } from '../access-log-format.ts';
import type { LogLevel } from '../levels.ts';
import type { ParsedLine } from './parsed-line.ts';

/** Makes the record of an access line. Values of numeric fields become numbers, and unset values become undefined.
 *  @param fields the values of the line, under the names of our own format (`core/access-log-format.ts`) where they have one. The
 *    object is changed and becomes part of the record: because copying thirty values takes as long as parsing them. */
export function accessRecord(fields: Record<string, unknown>): ParsedLine {
  for (const key in fields) {
    const value = fields[key];
    if (value === UNSET || value === null) fields[key] = undefined;
    else if (NUMERIC_ACCESS_LOG_FIELDS.has(key)) fields[key] = numberOf(value);
  }
  splitRouteKey(fields);
  const { status, requestId, xrayTraceId } = fields;
  return {
    kind: 'api.access',
    level: levelOfStatus(status),
    requestId: typeof requestId === 'string' ? requestId : undefined,
    traceId: typeof xrayTraceId === 'string' ? xrayTraceId : undefined,
    fields,
  };
}

/** The route key of an HTTP API includes the method: `GET /notes/{noteId}`. */
function splitRouteKey(fields: Record<string, unknown>): void {
  const { route } = fields;
  if (typeof route !== 'string' || route.startsWith('/')) return;
  const match = /^([A-Z]{3,7}) (\/.*)$/s.exec(route);
  if (!match) return;
  fields.route = match[2];
  fields.method ??= match[1];
}

function levelOfStatus(status: unknown): LogLevel | undefined {
  if (typeof status !== 'number') return undefined;
  if (status >= 500) return 'ERROR';
  return status >= 400 ? 'WARN' : 'INFO';
}

function numberOf(value: unknown): unknown {
  if (typeof value !== 'string' || value === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}
