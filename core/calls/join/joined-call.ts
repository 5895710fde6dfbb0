import type { LogRecord } from '../../log-event.ts';
import type { ApiCall } from '../api-call.ts';

/** What belongs to a call and did not come: its access line, its execution lines, the end of its function's lines, or the record
 *  that Tailgate's helper writes inside of the function (`api.call`: bodies and user). */
export type MissingPart = 'access' | 'execution' | 'function' | 'api.call';

/** One request, put together again from what API Gateway and Lambda wrote about it. */
export interface JoinedCall {
  readonly call: ApiCall;
  /** Empty when the call is complete. */
  readonly missing: readonly MissingPart[];
  /** The log group of the function that answered, as far as it was read. */
  readonly functionGroup?: string;
  /** How long the function's initialization took, in milliseconds; there only when this call had to wait for it. */
  readonly coldStartMs?: number;
  /** Every record of the call that was kept, in order of time. */
  readonly records: readonly LogRecord[];
}
