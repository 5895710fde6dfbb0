import type { Clock } from '../core/clock.ts';

/** Limits the requests of a token. */
export interface RateLimiter {
  /** Counts one request.
   *  @returns 0 when the request is allowed, otherwise the number of seconds to wait. */
  take(tokenId: string): Promise<number> | number;
}

interface Window {
  readonly durationMs: number;
  readonly maxRequests: number;
}

/** The number of requests that one token may send in each of these periods. */
export const RATE_WINDOWS = [
  { durationMs: 1000, maxRequests: 20 },
  { durationMs: 5000, maxRequests: 100 },
] as const satisfies readonly Window[];

const MAX_WINDOW_MS = Math.max(...RATE_WINDOWS.map(({ durationMs }) => durationMs));
/** With more tokens than this, those without recent requests are removed from memory. */
const MAX_TOKENS = 10_000;

/** Counts in memory, for a host with one process. Refused requests count, too: a client that does not wait stays refused. */
export class MemoryRateLimiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #requests = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(tokenId: string): number {
    const now = this.#clock.now();
    // A time in the future is from before the clock was set back.
    const recent = (this.#requests.get(tokenId) ?? []).filter((time) => time > now - MAX_WINDOW_MS && time <= now);
    // Requests beyond the largest limit do not change the result.
    recent.push(now);
    while (recent.length > MAX_REMEMBERED_REQUESTS) recent.shift();
    this.#remember(tokenId, recent, now);
    const waitsMs = RATE_WINDOWS.map(({ durationMs, maxRequests }) => {
      const inWindow = recent.filter((time) => time > now - durationMs);
      if (inWindow.length <= maxRequests) return 0;
      const oldestCounted = inWindow[inWindow.length - maxRequests] ?? now;
      return oldestCounted + durationMs - now;
    });
    return Math.ceil(Math.max(...waitsMs) / 1000);
  }

  #remember(tokenId: string, requests: number[], now: number): void {
    this.#requests.set(tokenId, requests);
    if (this.#requests.size <= MAX_TOKENS) return;
    for (const [id, times] of this.#requests) {
      if ((times.at(-1) ?? 0) <= now - MAX_WINDOW_MS) this.#requests.delete(id);
    }
  }
}

const MAX_REMEMBERED_REQUESTS = Math.max(...RATE_WINDOWS.map(({ maxRequests }) => maxRequests)) + 1;
