import type { InvocationHead } from '../frames.ts';

/** Runs invocations: calls the handler, sends its response over the channel, and reports when the runtime is free again. */
export interface Invocations {
  run(head: InvocationHead, event: string): void;
}

/** The major version of the function's runtime: 24 of `nodejs24.x`. It decides how the runtime behaves, whatever version of
 *  Node.js runs the function on this machine. */
const RUNTIME_MAJOR = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1]);

/** Whether the runtime passes a callback to handlers and reports uncaught errors itself, as runtimes up to nodejs22.x do. */
export const supportsCallbacks = RUNTIME_MAJOR <= 22;

/** Lambda's limit for a buffered response: 6 MB plus a margin.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/** Serializes a response to JSON; undefined becomes `null`.
 *  @throws the error of `onFailure` when the response has no JSON form. */
export function serializeResponse(response: unknown, onFailure: () => Error): string {
  try {
    return JSON.stringify(response === undefined ? null : response) ?? 'null';
  } catch {
    throw onFailure();
  }
}

/** The error, as JSON, that replaces a response over the size limit. Undefined if the response is within the limit. */
export function responseSizeError(response: string): string | undefined {
  if (response.length * 3 <= MAX_RESPONSE_BYTES || Buffer.byteLength(response) <= MAX_RESPONSE_BYTES) return undefined;
  return JSON.stringify({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  });
}
