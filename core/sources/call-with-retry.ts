import { type BackOff, retry } from '../retry.ts';
import type { LogsContext } from './logs-context.ts';
import { isThrottle, isTransient } from './service-errors.ts';

/** Retries of a call that failed because of the connection or with a 5xx status. */
const MAX_RETRIES = 3;
const BACK_OFF: BackOff = { firstMs: 200 };

/** Makes a call within the rate budget, waits out throttles and retries transient errors. Every attempt takes from the budget.
 *  If one call in ten fails, a sweep over many pages would never end without retries. */
export function callWithRetry<Output>(
  logs: LogsContext,
  send: (abortSignal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  const { clock, signal } = logs;
  return retry(() => waitOutThrottles(logs, send), {
    clock,
    signal,
    backOff: BACK_OFF,
    maxRetries: MAX_RETRIES,
    isRetryable: isTransient,
  });
}

/** Throttles do not count as failures: the budget slows down until the service accepts the call. */
async function waitOutThrottles<Output>(
  logs: LogsContext,
  send: (abortSignal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  const { budget, clock, signal } = logs;
  for (;;) {
    await budget.take(signal);
    const sentAt = clock.now();
    try {
      const output = await send(signal);
      budget.recordSuccess();
      return output;
    } catch (error) {
      if (!isThrottle(error)) throw error;
      budget.recordThrottle(sentAt);
      logs.onThrottle?.();
    }
  }
}
