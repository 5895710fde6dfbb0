/** How many requests a route takes; the service aims at it, and does not promise it.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export interface Throttle {
  /** Requests a second, on the average. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** What an account allows of what a setting leaves open. */
const ACCOUNT: Throttle = { rate: 10_000, burst: 5000 };

/** The limits of a setting; undefined when it has none, which `-1` says too. */
export function readThrottle({
  ThrottlingRateLimit,
  ThrottlingBurstLimit,
}: Readonly<Record<string, unknown>>): Throttle | undefined {
  const [rate, burst] = [limit(ThrottlingRateLimit), limit(ThrottlingBurstLimit)];
  if (rate === undefined && burst === undefined) return undefined;
  return { rate: rate ?? ACCOUNT.rate, burst: burst ?? ACCOUNT.burst };
}

function limit(value: unknown): number | undefined {
  const number = Number(value ?? Number.NaN);
  return number >= 0 ? number : undefined;
}

interface Bucket {
  tokens: number;
  /** When it was last filled up: milliseconds. */
  at: number;
}

/** A bucket of tokens for each route: a request takes one, and they come back at the rate of its limits. */
export class Throttles {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether a request of the route may pass now.
   *  @param route what the route is known by, its stage included. */
  admits(route: string, { rate, burst }: Throttle): boolean {
    const now = this.#now();
    const bucket = this.#buckets.get(route) ?? { tokens: burst, at: now };
    this.#buckets.set(route, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
