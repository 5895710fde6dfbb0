import type { Clock } from '../../core/clock.ts';

export interface WaitOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** @default 2000 */
  readonly intervalMs?: number;
}

/** Repeats a look-up until it finds something.
 *  @returns undefined after the timeout.
 *  @throws the reason of `signal` when it aborts. */
export async function waitFor<Found>(
  find: () => Promise<Found | undefined>,
  { clock, signal, timeoutMs, intervalMs = 2000 }: WaitOptions,
): Promise<Found | undefined> {
  const end = clock.now() + timeoutMs;
  for (;;) {
    signal.throwIfAborted();
    const found = await find();
    if (found !== undefined || clock.now() >= end) return found;
    await clock.wait(intervalMs, signal);
  }
}
