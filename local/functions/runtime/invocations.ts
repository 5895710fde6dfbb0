import type { InvocationHead } from '../frames.ts';

/** Runs one invocation: calls the handler, answers over the channel, and says when the runtime is free again. */
export interface Invocations {
  run(head: InvocationHead, event: string): void;
}

/** Lambda's limit for a buffered response, 6 MB and some room.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_RESPONSE_BYTES = 6 * 1024 * 1024 + 100;

/** The answer as the runtime sends it: JSON, `null` for nothing.
 *  @throws Error when the handler's answer has no JSON form. */
export function serialized(response: unknown, onFailure: () => Error): string {
  try {
    return JSON.stringify(response === undefined ? null : response) ?? 'null';
  } catch {
    throw onFailure();
  }
}

/** The error that stands for an answer that is too large to send; undefined for one that is not. */
export function oversize(response: string): string | undefined {
  if (response.length * 3 <= MAX_RESPONSE_BYTES || Buffer.byteLength(response) <= MAX_RESPONSE_BYTES) return undefined;
  return JSON.stringify({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  });
}
