import { randomUUID } from 'node:crypto';
import type { FunctionConfig } from './function-config.ts';
import { tooManyRequests } from './lambda-error.ts';

export interface AsyncInvocationsOptions {
  /** How long to wait before the second and before the third attempt, in milliseconds. */
  readonly retryDelaysMs: readonly [number, number];
  invoke(config: FunctionConfig, event: string, requestId: string): Promise<{ readonly functionError?: string }>;
  notice(message: string): void;
}

/** Events that may wait to be run; each is up to 1 MB. */
const MAX_WAITING = 1000;
const DEFAULT_RETRIES = 2;

/** Invocations that nobody waits for. One that fails is tried again, as the service does; an event that fails for good is
 *  dropped, and that is said.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export class AsyncInvocations {
  readonly #options: AsyncInvocationsOptions;
  readonly #timers = new Set<NodeJS.Timeout>();
  #waiting = 0;
  #closed = false;

  constructor(options: AsyncInvocationsOptions) {
    this.#options = options;
  }

  /** @returns the request id, the same for all attempts.
   *  @throws LambdaError when too many events wait. */
  add(config: FunctionConfig, event: string): string {
    if (this.#waiting >= MAX_WAITING) throw tooManyRequests('FunctionInvocationRateLimitExceeded');
    this.#waiting += 1;
    const requestId = randomUUID();
    void this.#attempt(config, event, requestId, 0);
    return requestId;
  }

  /** Drops what waits. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async #attempt(config: FunctionConfig, event: string, requestId: string, retries: number): Promise<void> {
    let failure: string | undefined;
    try {
      const { functionError } = await this.#options.invoke(config, event, requestId);
      failure = functionError && 'it failed';
    } catch (error) {
      failure = (error as Error).message;
    }
    const delay = this.#options.retryDelaysMs[retries];
    if (this.#closed) return;
    if (failure && delay !== undefined && retries < (config.maximumRetryAttempts ?? DEFAULT_RETRIES)) {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        void this.#attempt(config, event, requestId, retries + 1);
      }, delay);
      this.#timers.add(timer);
      return;
    }
    this.#waiting -= 1;
    if (failure) {
      this.#options.notice(`${config.name}: an event is dropped, attempt ${retries + 1} failed (request ${requestId})`);
    }
  }
}
