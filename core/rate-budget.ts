import { wait } from './wait.ts';

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

export function filterLogEventsQuota(region: string): number {
  return FILTER_LOG_EVENTS_PER_SECOND[region] ?? 10;
}

/** Spaces calls so that all readers together stay within a number of calls a second; up to one second's worth may be
 *  taken at once. Those who wait are served in order. */
export class RateBudget {
  readonly #perSecond: number;
  readonly #now: () => number;
  /** When the call that was granted last is paid for, in milliseconds. */
  #paidUntil = 0;

  /** @param perSecond calls a second, of all who share the budget; `Infinity` for no limit. */
  constructor(perSecond: number, now: () => number = performance.now.bind(performance)) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Resolves when one more call may be made.
   *  @throws AbortError when `signal` aborts first. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const now = this.#now();
    this.#paidUntil = Math.max(this.#paidUntil, now) + 1000 / this.#perSecond;
    const rest = this.#paidUntil - now - BURST_MS;
    if (rest > 0) await wait(rest, signal);
    signal.throwIfAborted();
  }
}

const BURST_MS = 1000;
