import { type Clock, systemClock } from './clock.ts';

/** FilterLogEvents calls per second and account, in regions where the quota is not the usual ten. It cannot be raised. The
 *  page names these values under "FilterLogEvents throttle limit in transactions per second".
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const FILTER_LOG_EVENTS_PER_SECOND: Readonly<Record<string, number>> = {
  'us-east-1': 25,
  'ap-northeast-3': 5,
  'ap-southeast-3': 5,
  'ca-west-1': 5,
  'eu-central-1': 5,
  'il-central-1': 5,
};

const DEFAULT_PER_SECOND = 10;

/** The quota of FilterLogEvents calls per second in a region. */
export function filterLogEventsQuota(region: string): number {
  return FILTER_LOG_EVENTS_PER_SECOND[region] ?? DEFAULT_PER_SECOND;
}

/** Limits calls to the service, and learns from its throttles. */
export interface CallBudget {
  /** Resolves when the next call may start.
   *  @throws AbortError when `signal` aborts first. */
  take(signal: AbortSignal): Promise<void>;
  /** Called after the service throttled a call.
   *  @param sentAt when the call was sent: epoch milliseconds. */
  recordThrottle(sentAt?: number): void;
  /** Called after a successful call. */
  recordSuccess(): void;
  /** Whether the rate is below the quota because of throttles. */
  readonly isSlowed: boolean;
  /** The current rate, in calls per second. */
  readonly perSecond: number;
}

/** Throttles never reduce the rate below this. */
const MIN_PER_SECOND = 0.5;
/** The share of the quota that one successful call restores: full recovery takes about fifty calls. */
const RECOVERY_PER_CALL = 0.02;

/** Limits the calls per second of everything that shares the budget. The rate starts at the documented quota. Other programs in the
 *  account may use the same quota, so each throttle halves the rate, and successful calls raise it again. Callers are served in
 *  the order in which they wait. */
export class RateBudget implements CallBudget {
  readonly #quota: number;
  /** Halving starts at this rate, and recovery ends at it. Unlike the quota, it is never Infinity. */
  readonly #baseRate: number;
  readonly #clock: Clock;
  readonly #burst: number;
  #perSecond: number;
  /** When the next call may start: epoch milliseconds. */
  #nextStart = 0;
  /** When the rate was halved last: epoch milliseconds. */
  #halvedAt = Number.NEGATIVE_INFINITY;
  /** The time at the last call of `#now`. */
  #latest = Number.NEGATIVE_INFINITY;

  /** @param quota calls per second; Infinity for an endpoint without a quota.
   *  @param burst how many calls may start at once after an idle time. */
  constructor(quota: number, clock: Clock = systemClock, burst = 1) {
    this.#quota = quota;
    this.#baseRate = Number.isFinite(quota) ? quota : DEFAULT_PER_SECOND;
    this.#burst = burst;
    this.#perSecond = quota;
    this.#clock = clock;
  }

  /** Resolves when the next call may start.
   *  @throws AbortError when `signal` aborts first. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = this.#now();
    const intervalMs = 1000 / this.#perSecond;
    const start = Math.max(this.#nextStart, now - (this.#burst - 1) * intervalMs);
    this.#nextStart = start + intervalMs;
    if (start > now) await this.#clock.wait(start - now, signal);
    signal.throwIfAborted();
  }

  /** Halves the rate after the service throttled a call. Throttles of calls that were sent before the last halving do not count:
   *  they belong to the same round. */
  recordThrottle(sentAt: number = this.#clock.now()): void {
    const now = this.#now();
    if (sentAt < this.#halvedAt) return;
    this.#halvedAt = now;
    // The calls that were saved up for a burst are lost.
    this.#nextStart = Math.max(this.#nextStart, now);
    const perSecond = Math.min(this.#perSecond, this.#baseRate);
    this.#perSecond = Math.min(perSecond, Math.max(MIN_PER_SECOND, perSecond / 2));
  }

  /** Raises the rate after a successful call. */
  recordSuccess(): void {
    const next = this.#perSecond + this.#baseRate * RECOVERY_PER_CALL;
    this.#perSecond = next >= this.#baseRate ? this.#quota : next;
  }

  /** The time. After the clock was set back, nothing waits longer than before. */
  #now(): number {
    const now = this.#clock.now();
    const setBackMs = this.#latest - now;
    if (setBackMs > 0) {
      this.#nextStart -= setBackMs;
      this.#halvedAt -= setBackMs;
    }
    this.#latest = now;
    return now;
  }

  /** Whether the rate is below the quota because of throttles. */
  get isSlowed(): boolean {
    return this.#perSecond < this.#quota;
  }

  /** The current rate, in calls per second. */
  get perSecond(): number {
    return this.#perSecond;
  }
}
