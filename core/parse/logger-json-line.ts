import { parseLevel } from '../levels.ts';
import type { ParsedLine } from './parsed-line.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Parses a JSON line of a logger: Lambda's JSON format, Powertools, pino, winston, bunyan, and others with the same names for the
 *  level and the ids. To add other names, add them here.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 *  @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/ */
export function parseLoggerJsonLine(fields: Fields): ParsedLine {
  const level = parseLevel(fields.level ?? fields.severity ?? fields.log_level ?? fields.levelname ?? fields.lvl);
  const requestId = requestIdOf(fields);
  const kind = level === undefined && requestId === undefined ? 'text' : 'function.log';
  return { kind, level, requestId, traceId: traceIdOf(fields), fields };
}

/** Lambda's request id. `requestId` comes last, because a function may log another id under this name. */
function requestIdOf(fields: Fields): string | undefined {
  const id =
    fields.function_request_id ??
    fields.AWSRequestId ??
    fields.awsRequestId ??
    fields.aws_request_id ??
    fields.requestId;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function traceIdOf(fields: Fields): string | undefined {
  const id = fields.xray_trace_id ?? fields.traceId ?? fields['x-amzn-trace-id'] ?? fields.trace_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
