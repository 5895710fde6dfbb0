import { NUMERIC_ACCESS_LOG_FIELDS, UNSET } from '../access-log-format.ts';
import type { Parsed } from './parse-event.ts';

/** Reads a line of an access log in our own format: values come as text, and `-` stands for none. */
export function parseAccessLine(line: Readonly<Record<string, unknown>>): Parsed | undefined {
  if (typeof line.requestId !== 'string' || line.extendedRequestId === undefined || line.status === undefined)
    return undefined;
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(line)) {
    if (value === UNSET || value === null) continue;
    fields[key] = NUMERIC_ACCESS_LOG_FIELDS.has(key) ? numberOf(value) : value;
  }
  const traceId = fields.xrayTraceId;
  const status = Number(fields.status);
  return {
    kind: 'api.access',
    level: status >= 500 ? 'ERROR' : status >= 400 ? 'WARN' : 'INFO',
    requestId: line.requestId,
    fields,
    ...(typeof traceId === 'string' ? { traceId } : {}),
  };
}

function numberOf(value: unknown): unknown {
  const number = Number(value);
  return value === '' || Number.isNaN(number) ? value : number;
}
