import { type Clock, systemClock } from './clock.ts';

/** FilterLogEvents calls a second by region, where they are not the usual ten; one account shares them, and they cannot be raised.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const FILTER_LOG_EVENTS_PER_SECOND: Readonly<Record<string, number>> = {
  'us-east-1': 25,
  'ap-northeast-3': 5,
  'ap-southeast-3': 5,
  'ca-west-1': 5,
  'eu-central-1': 5,
  'il-central-1': 5,
};

const USUAL_PER_SECOND = 10;

export function filterLogEventsQuota(region: string): number {
  return FILTER_LOG_EVENTS_PER_SECOND[region] ?? USUAL_PER_SECOND;
}

/** However often the service throttles, it is asked this often. */
const SLOWEST_PER_SECOND = 0.5;
/** A call that succeeds after throttles brings back this share of the quota: the whole takes some fifty calls. */
const RECOVERY = 0.02;

/** Spaces calls so that all readers together stay within a number of calls a second. It starts from the documented quota,
 *  which others in the account may be using too: each throttle halves it, and calls that succeed bring it back. Those who
 *  wait are served in order. */
export class RateBudget {
  readonly #quota: number;
  /** The rate from which throttles are counted down, and up to which it recovers step by step. */
  readonly #usual: number;
  readonly #clock: Clock;
  readonly #burst: number;
  #perSecond: number;
  /** When the call that was granted last is paid for, in milliseconds. */
  #paidUntil = 0;

  /** @param quota calls a second, of all who share the budget; Infinity for an endpoint that has none.
   *  @param burst calls that may be made at once after a time without any. */
  constructor(quota: number, clock: Clock = systemClock, burst = 1) {
    this.#quota = quota;
    this.#usual = Number.isFinite(quota) ? quota : USUAL_PER_SECOND;
    this.#burst = burst;
    this.#perSecond = quota;
    this.#clock = clock;
  }

  /** Resolves when one more call may be made.
   *  @throws AbortError when `signal` aborts first. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = this.#clock.now();
    const cost = 1000 / this.#perSecond;
    const start = Math.max(this.#paidUntil, now - (this.#burst - 1) * cost);
    this.#paidUntil = start + cost;
    if (start > now) await this.#clock.wait(start - now, signal);
    signal.throwIfAborted();
  }

  /** The service throttled a call: others use the quota as well. */
  recordThrottle(): void {
    const perSecond = Math.min(this.#perSecond, this.#usual);
    this.#perSecond = Math.min(perSecond, Math.max(SLOWEST_PER_SECOND, perSecond / 2));
  }

  /** The service answered a call. */
  recordSuccess(): void {
    const next = this.#perSecond + this.#usual * RECOVERY;
    this.#perSecond = next >= this.#usual ? this.#quota : next;
  }

  /** Whether throttles keep the rate below the quota at the moment. */
  get isSlowed(): boolean {
    return this.#perSecond < this.#quota;
  }

  /** Calls a second that are made at the moment. */
  get perSecond(): number {
    return this.#perSecond;
  }
}
