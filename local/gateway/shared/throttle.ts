/** The throttling limits of a route. The service applies them on a best-effort basis.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html */
export interface ThrottleLimits {
  /** Average requests per second. */
  readonly rate: number;
  /** The capacity of the token bucket, in requests. */
  readonly burst: number;
}

/** The default limits of an account, used for a limit that the setting does not have. */
const ACCOUNT_LIMITS: ThrottleLimits = { rate: 10_000, burst: 5000 };

/** Reads the limits of a setting; undefined if it has no limit. The value `-1` also means no limit. */
export function readThrottleLimits({
  ThrottlingRateLimit,
  ThrottlingBurstLimit,
}: Readonly<Record<string, unknown>>): ThrottleLimits | undefined {
  const rate = readLimit(ThrottlingRateLimit);
  const burst = readLimit(ThrottlingBurstLimit);
  if (rate === undefined && burst === undefined) return undefined;
  return { rate: rate ?? ACCOUNT_LIMITS.rate, burst: burst ?? ACCOUNT_LIMITS.burst };
}

function readLimit(value: unknown): number | undefined {
  const number = Number(value ?? Number.NaN);
  return number >= 0 ? number : undefined;
}

interface TokenBucket {
  tokens: number;
  /** The time of the last refill, in milliseconds. */
  refilledAt: number;
}

/** One token bucket per route. A request takes a token; tokens return at the rate of the route's limits. */
export class Throttle {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #now: () => number;

  /** @param now returns milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Takes a token for a request.
   *  @param routeId identifies the route and its stage.
   *  @returns false when the request must be rejected. */
  tryAcquire(routeId: string, { rate, burst }: ThrottleLimits): boolean {
    const now = this.#now();
    const bucket = this.#buckets.get(routeId) ?? { tokens: burst, refilledAt: now };
    this.#buckets.set(routeId, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.refilledAt) / 1000) * rate);
    bucket.refilledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
