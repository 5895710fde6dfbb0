import { isObject } from '../is-object.ts';
import type { ParsedLine } from './parsed-line.ts';

/** Parses an event that the Lambda platform wrote in JSON format: `platform.start`, `platform.report` and others.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
export function parsePlatformJsonLine(fields: Readonly<Record<string, unknown>>): ParsedLine | undefined {
  if (typeof fields.type !== 'string' || !fields.type.startsWith('platform.')) return undefined;
  const record = isObject(fields.record) ? fields.record : {};
  const failed = record.status !== undefined && record.status !== 'success';
  const common = {
    requestId: typeof record.requestId === 'string' ? record.requestId : undefined,
    traceId: traceIdOf(record),
    // The status is success, failure, error or timeout.
    level: failed ? ('ERROR' as const) : undefined,
  };
  switch (fields.type) {
    case 'platform.start':
      return { kind: 'function.start', ...common, fields: record };
    case 'platform.initStart':
    case 'platform.restoreStart':
      return { kind: 'function.start', fields: { ...record, init: true } };
    case 'platform.runtimeDone':
      return { kind: 'function.end', ...common, fields: record };
    case 'platform.report':
      return { kind: 'function.report', ...common, fields: record };
    case 'platform.initReport':
    case 'platform.restoreReport':
      return { kind: 'function.report', ...common, fields: initReport(record) };
    default:
      return { kind: 'function.log', ...common, level: 'DEBUG', fields };
  }
}

/** Gives the duration of the initialization the name that it has in the report of an invocation. */
function initReport(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const metrics = isObject(record.metrics) ? record.metrics : {};
  const { durationMs, ...others } = metrics;
  return {
    ...record,
    init: true,
    metrics: durationMs === undefined ? metrics : { ...others, initDurationMs: durationMs },
  };
}

const ROOT = 'Root=';
/** `1-`, eight hexadecimal digits of the time, `-`, and 24 more digits. */
const TRACE_ID_LENGTH = 35;

function traceIdOf({ tracing }: Readonly<Record<string, unknown>>): string | undefined {
  const value = isObject(tracing) ? tracing.value : undefined;
  if (typeof value !== 'string') return undefined;
  const root = value.indexOf(ROOT);
  const start = root < 0 ? 0 : root + ROOT.length;
  const id = value.slice(start, start + TRACE_ID_LENGTH);
  return id.startsWith('1-') && id.length === TRACE_ID_LENGTH ? id : undefined;
}
