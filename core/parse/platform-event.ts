import { isObject } from '../is-object.ts';
import type { Parsed } from './parsed.ts';

/** Lambda's own events in JSON format.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
export function parsePlatformEvent(line: Readonly<Record<string, unknown>>): Parsed | undefined {
  if (typeof line.type !== 'string' || !line.type.startsWith('platform.')) return undefined;
  const record = isObject(line.record) ? line.record : {};
  const failed = record.status !== undefined && record.status !== 'success';
  const about = {
    requestId: typeof record.requestId === 'string' ? record.requestId : undefined,
    traceId: traceOf(record),
    // success, failure, error or timeout
    level: failed ? ('ERROR' as const) : undefined,
  };
  switch (line.type) {
    case 'platform.start':
      return { kind: 'function.start', ...about, fields: record };
    case 'platform.initStart':
    case 'platform.restoreStart':
      return { kind: 'function.start', fields: { ...record, init: true } };
    case 'platform.runtimeDone':
      return { kind: 'function.end', ...about, fields: record };
    case 'platform.report':
      return { kind: 'function.report', ...about, fields: record };
    case 'platform.initReport':
    case 'platform.restoreReport':
      return { kind: 'function.report', ...about, fields: initReport(record) };
    default:
      return { kind: 'function.log', ...about, level: 'DEBUG', fields: line };
  }
}

/** The initialization's own duration is named as every report names it. */
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
/** `1-`, eight digits of the time, `-`, and 24 more. */
const TRACE_ID_LENGTH = 35;

function traceOf({ tracing }: Readonly<Record<string, unknown>>): string | undefined {
  const value = isObject(tracing) ? tracing.value : undefined;
  if (typeof value !== 'string') return undefined;
  const root = value.indexOf(ROOT);
  const start = root < 0 ? 0 : root + ROOT.length;
  const id = value.slice(start, start + TRACE_ID_LENGTH);
  return id.startsWith('1-') && id.length === TRACE_ID_LENGTH ? id : undefined;
}
