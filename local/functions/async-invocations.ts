import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../core/clock.ts';
import { type BackOff, backOffMs } from '../../core/retry.ts';
import type { FunctionConfig } from './function-config.ts';
import { LambdaError, tooManyRequests } from './lambda-error.ts';

export interface AsyncInvocationsOptions {
  /** The clock for the delays between attempts. @default the system clock */
  readonly clock?: Clock;
  invoke(config: FunctionConfig, event: string, requestId: string): Promise<{ readonly functionError?: string }>;
  notice(message: string): void;
}

/** The maximum number of events that wait for an attempt. Each has up to 1 MB. */
const MAX_QUEUED_EVENTS = 1000;
const DEFAULT_RETRIES = 2;
/** The delays before the second and the third attempt. */
const RETRY_DELAYS_MS = [60_000, 120_000];
/** The delays after throttled attempts. */
const THROTTLE_BACK_OFF: BackOff = { firstMs: 1000, maxMs: 5 * 60_000 };
const DEFAULT_MAX_AGE_MS = 6 * 3_600_000;

interface QueuedEvent {
  readonly config: FunctionConfig;
  readonly event: string;
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly queuedAt: number;
}

/** Runs asynchronous invocations. An event whose function fails is retried. A throttled event waits for concurrency; this does
 *  not count as an attempt. An event whose last attempt fails, or that is too old, is dropped with a notice.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export class AsyncInvocations {
  readonly #options: AsyncInvocationsOptions;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #queuedEvents = 0;

  constructor(options: AsyncInvocationsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Queues an event for its first attempt.
   *  @returns the request id, which is the same for all attempts.
   *  @throws LambdaError when too many events wait. */
  add(config: FunctionConfig, event: string): string {
    if (this.#queuedEvents >= MAX_QUEUED_EVENTS) throw tooManyRequests('FunctionInvocationRateLimitExceeded');
    this.#queuedEvents += 1;
    const requestId = randomUUID();
    void this.#run({ config, event, requestId, queuedAt: this.#clock.now() });
    return requestId;
  }

  /** Drops the events that wait. */
  close(): void {
    this.#closed.abort();
  }

  async #run(queued: QueuedEvent): Promise<void> {
    const { config, requestId, queuedAt } = queued;
    const { maximumRetryAttempts = DEFAULT_RETRIES, maximumEventAgeMs = DEFAULT_MAX_AGE_MS } = config;
    let failures = 0;
    let throttles = 0;
    for (;;) {
      const outcome = await this.#attempt(queued);
      if (this.#closed.signal.aborted) return;
      if (outcome === 'done') break;
      if (outcome === 'throttled') throttles += 1;
      else failures += 1;
      const reason = outcome === 'throttled' ? 'the function is throttled' : `attempt ${failures} failed`;
      const delayMs =
        outcome === 'throttled' ? backOffMs(THROTTLE_BACK_OFF, throttles) : (RETRY_DELAYS_MS[failures - 1] ?? 0);
      const isLastAttempt = failures > maximumRetryAttempts || config.reservedConcurrency === 0;
      if (isLastAttempt || this.#clock.now() + delayMs - queuedAt > maximumEventAgeMs) {
        this.#options.notice(`${config.name}: an event is dropped: ${reason} (request ${requestId})`);
        break;
      }
      await this.#clock.wait(delayMs, this.#closed.signal);
      if (this.#closed.signal.aborted) return;
    }
    this.#queuedEvents -= 1;
  }

  async #attempt({ config, event, requestId }: QueuedEvent): Promise<'done' | 'failed' | 'throttled'> {
    try {
      const { functionError } = await this.#options.invoke(config, event, requestId);
      return functionError === undefined ? 'done' : 'failed';
    } catch (error) {
      return error instanceof LambdaError && error.status === 429 ? 'throttled' : 'failed';
    }
  }
}
