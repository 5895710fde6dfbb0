import type { Clock } from '../core/clock.ts';

/** Counts the requests of a token. */
export interface RateLimiter {
  /** Counts one request.
   *  @returns 0 when it may go on, else the seconds to wait. */
  take(tokenId: string): Promise<number> | number;
}

interface Window {
  readonly milliseconds: number;
  readonly most: number;
}

/** What one token may send: as many within each of these times. */
export const RATE_WINDOWS = [
  { milliseconds: 1000, most: 20 },
  { milliseconds: 5000, most: 100 },
] as const satisfies readonly Window[];

const LONGEST_MS = Math.max(...RATE_WINDOWS.map(({ milliseconds }) => milliseconds));
/** Beyond so many tokens, those that were quiet are forgotten. */
const MOST_TOKENS = 10_000;

/** Counts in this process. A request that is refused counts as well: whoever goes on without waiting stays refused. */
export class MemoryRateLimiter implements RateLimiter {
  readonly #clock: Clock;
  readonly #requests = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  take(tokenId: string): number {
    const now = this.#clock.now();
    const recent = (this.#requests.get(tokenId) ?? []).filter((time) => time > now - LONGEST_MS);
    // More than the largest window takes says nothing new.
    recent.push(now);
    while (recent.length > MOST_REMEMBERED) recent.shift();
    this.#remember(tokenId, recent, now);
    const waits = RATE_WINDOWS.map(({ milliseconds, most }) => {
      const inWindow = recent.filter((time) => time > now - milliseconds);
      if (inWindow.length <= most) return 0;
      const oldestThatCounts = inWindow[inWindow.length - most] ?? now;
      return oldestThatCounts + milliseconds - now;
    });
    return Math.ceil(Math.max(...waits) / 1000);
  }

  #remember(tokenId: string, times: number[], now: number): void {
    this.#requests.set(tokenId, times);
    if (this.#requests.size <= MOST_TOKENS) return;
    for (const [id, [...known]] of this.#requests) {
      if ((known.at(-1) ?? 0) <= now - LONGEST_MS) this.#requests.delete(id);
    }
  }
}

const MOST_REMEMBERED = Math.max(...RATE_WINDOWS.map(({ most }) => most)) + 1;
