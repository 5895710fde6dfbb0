import type { FunctionError } from './frames.ts';
import { type Status, timeoutMessage } from './platform-events.ts';
import { type Exit, exitReason } from './runtime-process.ts';

/** Why the init or the invoke phase of an execution environment failed. */
export interface PhaseFailure {
  readonly status: Exclude<Status, 'success'>;
  readonly errorType?: string;
  /** The error that the runtime reported, as JSON. */
  readonly reportedError?: string;
  /** Why the process exited without a reported error. */
  readonly exitReason?: string;
}

/** @param reportedError the error that the runtime reported before its process exited.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-initerror */
export function toPhaseFailure(
  end: 'timeout' | Exit,
  isOutOfMemory: boolean,
  reportedError?: FunctionError,
): PhaseFailure {
  if (end === 'timeout') return { status: 'timeout' };
  if (reportedError) {
    // The service accepts only its own types.
    const isKnown = /^(Runtime|Function)\.[A-Z][A-Za-z]+$/.test(reportedError.errorType);
    const errorType = isKnown ? reportedError.errorType : 'Runtime.Unknown';
    return { status: 'error', errorType, reportedError: JSON.stringify(reportedError) };
  }
  return { status: 'error', errorType: exitErrorType(end, isOutOfMemory), exitReason: exitReason(end) };
}

/** The payload that the caller receives for a failure, as JSON. */
export function failurePayload(failure: PhaseFailure, requestId: string, timeoutMs: number): string {
  if (failure.reportedError) return failure.reportedError;
  const isTimeout = failure.status === 'timeout';
  return JSON.stringify({
    errorType: isTimeout ? 'Sandbox.Timedout' : failure.errorType,
    errorMessage: `RequestId: ${requestId} Error: ${isTimeout ? timeoutMessage(timeoutMs) : failure.exitReason}`,
  });
}

function exitErrorType({ startError }: Exit, isOutOfMemory: boolean): string {
  if (isOutOfMemory) return 'Runtime.OutOfMemory';
  return startError === undefined ? 'Runtime.ExitError' : 'Runtime.InvalidEntrypoint';
}
