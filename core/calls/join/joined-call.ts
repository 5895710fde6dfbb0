import type { LogRecord } from '../../log-event.ts';
import { initDurationIn } from '../../record-fields.ts';
import type { ApiCall } from '../api-call.ts';
import { buildCall, type CallLines } from './build-call.ts';

/** Lines that a call should have and that did not arrive: its access line, its execution lines, the report of its function, or the
 *  record of Tailgate's helper (`api.call`, with the bodies and the user). */
export type MissingLine = 'access' | 'execution' | 'function' | 'api.call';

/** One request, joined from the log lines of API Gateway and Lambda. */
export interface JoinedCall {
  readonly call: ApiCall;
  /** Empty when the call is complete. */
  readonly missing: readonly MissingLine[];
  /** The log group of the function that handled the request; missing when no line of it was read. */
  readonly functionGroup?: string;
  /** How long the function's initialization took, in milliseconds; only for a call that had to wait for it. */
  readonly coldStartMs?: number;
  /** Every record of the call that was kept, in order of time. */
  readonly records: readonly LogRecord[];
}

/** Joins the lines of one call. */
export function joinCall(lines: CallLines, missing: readonly MissingLine[]): JoinedCall {
  const { access, execution, function: functionLines } = lines;
  const functionGroup = functionLines[0]?.group;
  const coldStartMs = initDurationIn(functionLines);
  return {
    call: buildCall(lines),
    missing,
    ...(functionGroup !== undefined && { functionGroup }),
    ...(coldStartMs !== null && { coldStartMs }),
    records: [...(access ? [access] : []), ...execution, ...functionLines].sort((a, b) => a.timestamp - b.timestamp),
  };
}
