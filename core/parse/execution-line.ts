import { type ExecutionStep, executionStep } from './execution-steps.ts';
import type { Parsed } from './parsed.ts';

/** `(request id) text`: REST APIs write UUIDs, or what the client chose; WebSocket APIs short base64 words. */
const PREFIX = /^\(([\w=+/.:-]{8,128})\) /;

/** API Gateway cuts the text after the prefix at 1,024 bytes, and says so. */
const TRUNCATED = ' [TRUNCATED]';

/** What an execution line says. */
export interface ExecutionFields extends Partial<ExecutionStep> {
  /** The line without its prefix. */
  readonly text: string;
  readonly truncated?: true;
}

/** Reads a line of an API's execution log; bodies may go on over several lines. One whose step is unknown keeps its text.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/view-cloudwatch-log-events-in-cloudwatch-console.html */
export function parseExecutionLine(message: string): Parsed | undefined {
  const prefix = PREFIX.exec(message);
  if (!prefix?.[1]) return undefined;
  const text = message.slice(prefix[0].length);
  const truncated = text.trimEnd().endsWith(TRUNCATED);
  const step = executionStep(truncated ? text.slice(0, text.lastIndexOf(TRUNCATED)) : text);
  const fields: ExecutionFields = { text, ...step, ...(truncated && { truncated }) };
  const traceId = step?.values?.traceId;
  return {
    kind: 'api.execution',
    level: step?.failed ? 'ERROR' : undefined,
    requestId: prefix[1],
    traceId: typeof traceId === 'string' ? traceId : undefined,
    fields: { ...fields },
  };
}
