import { parseAccessLine } from './access-line.ts';
import { levelOf } from './level.ts';
import type { Parsed } from './parse-event.ts';

/** Reads a line that is one JSON object: of an access log, of Lambda's platform, or of a logger. */
export function parseJsonLine(message: string): Parsed | undefined {
  const fields = parseObject(message) ?? parseObject(message.replace(BARE_UNSET, '"$1":null'));
  if (!fields) return undefined;
  return parsePlatformEvent(fields) ?? parseAccessLine(fields) ?? parseLoggerLine(fields);
}

/** A variable that brings its own quotes (`$context.error.messageString`) prints a bare `-` when it is unset. */
const BARE_UNSET = /"(\w+)":-(?=[,}])/g;

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Lambda's own events in JSON format.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
function parsePlatformEvent(fields: Record<string, unknown>): Parsed | undefined {
  if (typeof fields.type !== 'string' || !fields.type.startsWith('platform.')) return undefined;
  const record = (fields.record ?? {}) as Record<string, unknown>;
  const requestId = typeof record.requestId === 'string' ? { requestId: record.requestId } : {};
  switch (fields.type) {
    case 'platform.start':
      return { kind: 'function.start', ...requestId, fields: record };
    case 'platform.initStart':
      return { kind: 'function.start', fields: { ...record, init: true } };
    case 'platform.runtimeDone':
      return { kind: 'function.end', ...requestId, fields: record };
    case 'platform.report': {
      // success, failure, error or timeout
      const failed = record.status !== undefined && record.status !== 'success';
      return { kind: 'function.report', ...requestId, fields: record, ...(failed ? { level: 'ERROR' } : {}) };
    }
    default:
      return { kind: 'function.log', level: 'DEBUG', ...requestId, fields };
  }
}

function parseLoggerLine(fields: Record<string, unknown>): Parsed {
  const level = levelOf(fields.level);
  const requestId = fields.requestId ?? fields.function_request_id;
  const traceId = fields.xray_trace_id ?? fields.traceId;
  return {
    kind: level === undefined && requestId === undefined ? 'text' : 'function.log',
    fields,
    ...(level ? { level } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof traceId === 'string' ? { traceId } : {}),
  };
}
