import type { Clock } from './clock.ts';

// Used for calls to CloudWatch Logs (core/sources), for the queues of the local services, and for the role in API Gateway's account.

/** Exponential back-off: each delay is twice the one before it. */
export interface BackOff {
  readonly firstMs: number;
  /** @default no limit */
  readonly maxMs?: number;
}

/** The options of `retry`: which errors are retried, how often and for how long. */
export interface RetryOptions {
  readonly clock: Clock;
  readonly backOff: BackOff;
  /** Whether the same call may succeed later. @default every error */
  readonly isRetryable?: (error: Error) => boolean;
  /** Retries after the first attempt. @default no limit */
  readonly maxRetries?: number;
  /** No attempt starts later than this after the first one, in milliseconds. @default no limit */
  readonly maxElapsedMs?: number;
  /** Ends the wait between two attempts. */
  readonly signal?: AbortSignal;
}

/** The delay after a number of failures in a row, in milliseconds.
 *  @param failures at least 1. */
export function backOffMs({ firstMs, maxMs = Number.POSITIVE_INFINITY }: BackOff, failures: number): number {
  return Math.min(firstMs * 2 ** (failures - 1), maxMs);
}

/** Makes a call again while it fails with a retryable error, with growing delays.
 *  @throws the last error of the call, or the reason of `signal` when it aborts between two attempts. */
export async function retry<Output>(call: () => Promise<Output>, options: RetryOptions): Promise<Output> {
  const { clock, backOff, isRetryable = () => true, signal } = options;
  const { maxRetries = Number.POSITIVE_INFINITY, maxElapsedMs = Number.POSITIVE_INFINITY } = options;
  const start = clock.now();
  for (let failures = 1; ; failures += 1) {
    try {
      return await call();
    } catch (error) {
      const delay = backOffMs(backOff, failures);
      const isLast = failures > maxRetries || clock.now() + delay - start > maxElapsedMs;
      if (isLast || !isRetryable(error as Error)) throw error;
      await clock.wait(delay, signal);
      signal?.throwIfAborted();
    }
  }
}
