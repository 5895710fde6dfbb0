import type { LogLevel } from '../log-event.ts';
import type { Parsed } from './parse-event.ts';

/** `(request id) text`: REST APIs write UUIDs, WebSocket APIs short base64 words. */
const EXECUTION_LINE = /^\(([A-Za-z0-9+/=_-]{8,64})\) (.*)/s;

/** What API Gateway writes when a request fails. */
const FAILURE =
  /^(Execution failed|Lambda execution failed|Unauthorized request|Key throttle limit|Gateway response type|Method completed with status: 5)/;

/** Reads a line of an API's execution log.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/view-cloudwatch-log-events-in-cloudwatch-console.html */
export function parseExecutionLine(message: string): Parsed | undefined {
  const match = EXECUTION_LINE.exec(message);
  if (!match?.[1] || match[2] === undefined) return undefined;
  const level: LogLevel | undefined = FAILURE.test(match[2]) ? 'ERROR' : undefined;
  return { kind: 'api.execution', requestId: match[1], fields: { text: match[2] }, ...(level ? { level } : {}) };
}
