import type { Clock } from '../../core/clock.ts';
import { type BackOff, retry } from '../../core/retry.ts';

/** IAM's changes are effective everywhere within this time. AWS gives no limit; Terraform waits as long.
 *  @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency
 *  @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/iam/wait.go */
export const PROPAGATION_MS = 120_000;
const BACK_OFF: BackOff = { firstMs: 1000, maxMs: 10_000 };

/** How services refuse a role, or its credentials, that IAM has not distributed yet.
 *  @see https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */
const ACCESS_DENIED = /^(AccessDenied|Unauthorized|NotAuthorized|UnrecognizedClient|InvalidClientTokenId)/;
const TRANSIENT =
  /^(TooManyRequests|Throttling|RequestLimitExceeded|LimitExceeded|ServiceUnavailable|InternalFailure|ServiceFailure|TimeoutError|RequestTimeout|OperationAborted|Conflict|ConcurrentModification)/;

/** Retries the calls of one invocation. The role of the function may be seconds old. */
export class CallRetries {
  readonly #clock: Clock;
  readonly #propagatedAt: number;
  readonly #endsAt: number;
  readonly #signal: AbortSignal;

  /** @param remainingMs no attempt starts later than this.
   *  @param signal aborts calls and waits. */
  constructor(clock: Clock, remainingMs: number, signal: AbortSignal) {
    this.#clock = clock;
    this.#endsAt = clock.now() + remainingMs;
    this.#propagatedAt = Math.min(clock.now() + PROPAGATION_MS, this.#endsAt);
    this.#signal = signal;
  }

  /** Makes a call again while a service is busy, or while IAM may not have distributed a change.
   *  @param isUnpropagated further errors of a service that does not know a new role yet.
   *  @throws the last error. */
  call<Output>(
    send: (options: { readonly abortSignal: AbortSignal }) => Promise<Output>,
    isUnpropagated: (error: Error) => boolean = () => false,
  ): Promise<Output> {
    return retry(() => send({ abortSignal: this.#signal }), {
      clock: this.#clock,
      backOff: BACK_OFF,
      maxElapsedMs: this.#endsAt - this.#clock.now(),
      signal: this.#signal,
      isRetryable: (error) =>
        TRANSIENT.test(error.name) ||
        (this.#clock.now() < this.#propagatedAt && (isAccessDenied(error) || isUnpropagated(error))),
    });
  }
}

export function isAccessDenied(error: Error): boolean {
  return ACCESS_DENIED.test(error.name);
}
