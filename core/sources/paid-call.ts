import type { LogsContext } from './logs-context.ts';
import { isThrottle, isTransient } from './passing-faults.ts';

/** A call that ends in a reset or a 5xx is made again so often before its caller hears of it. */
const RETRIES = 3;
const FIRST_PAUSE_MS = 200;

/** Makes a call once the budget allows it; waits out throttles and repeats what fails in passing. Each attempt is paid for: a
 *  sweep of many pages would else never end where one call in ten fails. */
export async function paidCall<Output>(
  reader: LogsContext,
  send: (abortSignal: AbortSignal) => Promise<Output>,
): Promise<Output> {
  for (let failures = 0; ; ) {
    await reader.budget.take(reader.signal);
    try {
      const output = await send(reader.signal);
      reader.budget.succeeded();
      return output;
    } catch (error) {
      if (isThrottle(error)) {
        reader.budget.throttled();
        reader.throttled?.();
      } else if (isTransient(error) && failures < RETRIES) {
        await reader.clock.wait(FIRST_PAUSE_MS * 2 ** failures, reader.signal);
        failures += 1;
      } else {
        throw error;
      }
    }
  }
}
