import { type ExecutionStep, executionStep } from './execution-steps.ts';
import type { ParsedLine } from './parsed-line.ts';

/** `(request id) text`. REST APIs write a UUID, or the id that the client chose; WebSocket APIs write a short base64 text. */
const PREFIX = /^\(([\w=+/.:-]{8,128})\) /;

/** The mark that API Gateway writes at the end when it cuts the text at 1,024 bytes. */
const TRUNCATED = ' [TRUNCATED]';

/** The fields of an execution line. */
export interface ExecutionFields extends Partial<ExecutionStep> {
  /** The line without its prefix. */
  readonly text: string;
  readonly truncated?: true;
}

/** Parses a line of an API's execution log. A body may have line breaks. A line whose step is unknown has only its text.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/view-cloudwatch-log-events-in-cloudwatch-console.html */
export function parseExecutionLine(message: string): ParsedLine | undefined {
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
