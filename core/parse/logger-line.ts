import { parseLevel } from '../levels.ts';
import type { Parsed } from './parsed.ts';

type Line = Readonly<Record<string, unknown>>;

/** Reads a JSON line of a logger: Lambda's own JSON format, Powertools, pino, winston, bunyan, and others that call things alike.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 *  @see https://docs.aws.amazon.com/powertools/typescript/latest/features/logger/ */
export function parseLoggerLine(line: Line): Parsed {
  const level = parseLevel(line.level ?? line.severity ?? line.log_level ?? line.levelname ?? line.lvl);
  const requestId = requestIdOf(line);
  const kind = level === undefined && requestId === undefined ? 'text' : 'function.log';
  return { kind, level, requestId, traceId: traceIdOf(line), fields: line };
}

/** Lambda's id: Powertools keeps it apart from a `requestId` that the function may log of its own. */
function requestIdOf(line: Line): string | undefined {
  const id =
    line.function_request_id ?? line.AWSRequestId ?? line.awsRequestId ?? line.aws_request_id ?? line.requestId;
  return typeof id === 'string' && id !== '' ? id : undefined;
}

function traceIdOf(line: Line): string | undefined {
  const id = line.xray_trace_id ?? line.traceId ?? line['x-amzn-trace-id'] ?? line.trace_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
