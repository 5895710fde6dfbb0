import { parseLevel } from '../levels.ts';
import type { ParsedLine } from './parsed-line.ts';

type Line = Readonly<Record<string, unknown>>;

/** Parses a JSON line of a logger: Lambda's JSON format, Powertools, pino, winston, bunyan, and others with the same names for the
 *  level and the ids. To add other names, add them here.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 *  @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/ */
export function parseLoggerJsonLine(line: Line): ParsedLine {
  const level = parseLevel(line.level ?? line.severity ?? line.log_level ?? line.levelname ?? line.lvl);
  const requestId = requestIdOf(line);
  const kind = level === undefined && requestId === undefined ? 'text' : 'function.log';
  return { kind, level, requestId, traceId: traceIdOf(line), fields: line };
}

/** Lambda's request id. Powertools names it `function_request_id`; a `requestId` beside it may be the function's own field. */
function requestIdOf(line: Line): string | undefined {
  const id =
    line.function_request_id ?? line.AWSRequestId ?? line.awsRequestId ?? line.aws_request_id ?? line.requestId;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function traceIdOf(line: Line): string | undefined {
  const id = line.xray_trace_id ?? line.traceId ?? line['x-amzn-trace-id'] ?? line.trace_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
