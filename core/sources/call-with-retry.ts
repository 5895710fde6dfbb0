import { type BackOff, retry } from '../retry.ts';
import type { LogsContext } from './logs-context.ts';
import { isThrottle, isTransient } from './service-errors.ts';

/** The maximum number of retries after a connection reset or a response with a status of 500 or more. */
const MAX_RETRIES = 3;
const BACK_OFF: BackOff = { firstMs: 200 };

/** Makes a call within the rate budget, waits out throttles and retries transient errors. Every attempt takes from the budget.
 *  Without retries, a sweep over many pages would never end where one call in ten fails. */
export function callWithRetry<Output>(
  context: LogsContext,
  send: (abortSignal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  const { clock, signal } = context;
  return retry(() => waitOutThrottles(context, send), {
    clock,
    signal,
    backOff: BACK_OFF,
    maxRetries: MAX_RETRIES,
    isRetryable: isTransient,
  });
}

/** Throttles do not count as failures: the budget slows down until the service accepts the call. */
async function waitOutThrottles<Output>(
  context: LogsContext,
  send: (abortSignal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  const { budget, signal } = context;
  for (;;) {
    await budget.take(signal);
    try {
      const output = await send(signal);
      budget.recordSuccess();
      return output;
    } catch (error) {
      if (!isThrottle(error)) throw error;
      budget.recordThrottle();
      context.onThrottle?.();
    }
  }
}
