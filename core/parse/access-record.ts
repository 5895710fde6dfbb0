import { NUMERIC_ACCESS_LOG_FIELDS, UNSET } from '../access-log-format.ts';
import type { LogLevel } from '../log-event.ts';
import type { Parsed } from './parse-event.ts';

/** The record of an access line, from its values under the names of our own format (`core/access-log-format.ts`), and under
 *  any others that the line has besides: numbers become numbers, and what is unset is left out. */
export function accessRecord(values: Readonly<Record<string, unknown>>): Parsed {
  const fields: Record<string, unknown> = {};
  for (const key in values) {
    const value = values[key];
    if (value === UNSET || value === null || value === undefined) continue;
    fields[key] = NUMERIC_ACCESS_LOG_FIELDS.has(key) ? numberOf(value) : value;
  }
  const { requestId, xrayTraceId } = fields;
  const level = levelOfStatus(fields.status);
  return {
    kind: 'api.access',
    fields,
    ...(level ? { level } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof xrayTraceId === 'string' ? { traceId: xrayTraceId } : {}),
  };
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
