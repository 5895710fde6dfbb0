import type { FunctionError } from './frames.ts';
import { type Status, timeoutMessage } from './platform-events.ts';
import { type Exit, exitReason } from './runtime-process.ts';

/** Why a phase of an environment did not end well. */
export interface Failure {
  readonly status: Exclude<Status, 'success'>;
  readonly errorType?: string;
  /** The error that the runtime reported, as JSON. */
  readonly reported?: string;
  /** Why the process ended by itself. */
  readonly reason?: string;
}

/** @param reported the error that the runtime reported before its process ended.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror */
export function failureOf(end: 'timeout' | Exit, outOfMemory: boolean, reported?: FunctionError): Failure {
  if (end === 'timeout') return { status: 'timeout' };
  if (reported) {
    // The service knows its own types only.
    const known = /^(Runtime|Function)\.[A-Z][A-Za-z]+$/.test(reported.errorType);
    const errorType = known ? reported.errorType : 'Runtime.Unknown';
    return { status: 'error', errorType, reported: JSON.stringify(reported) };
  }
  return { status: 'error', errorType: exitType(end, outOfMemory), reason: exitReason(end) };
}

/** What the caller gets, as JSON. */
export function errorOf(failure: Failure, requestId: string, timeoutMs: number): string {
  if (failure.reported) return failure.reported;
  const timedOut = failure.status === 'timeout';
  return JSON.stringify({
    errorType: timedOut ? 'Sandbox.Timedout' : failure.errorType,
    errorMessage: `RequestId: ${requestId} Error: ${timedOut ? timeoutMessage(timeoutMs) : failure.reason}`,
  });
}

function exitType({ notStarted }: Exit, outOfMemory: boolean): string {
  if (outOfMemory) return 'Runtime.OutOfMemory';
  return notStarted === undefined ? 'Runtime.ExitError' : 'Runtime.InvalidEntrypoint';
}
