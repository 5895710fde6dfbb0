import { BoundedMap } from '../../../core/bounded-map.ts';

/** A full cache drops its oldest result. */
const MAX_RESULTS = 10_000;

/** Cached results of authorizers, each with its own time to live. */
export class AuthorizerCache<Result> {
  readonly #results = new BoundedMap<string, { readonly result: Result; readonly expiresAt: number }>(MAX_RESULTS);
  readonly #now: () => number;

  /** @param now returns epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get(key: string): Result | undefined {
    const cached = this.#results.get(key);
    if (!cached) return undefined;
    if (cached.expiresAt > this.#now()) return cached.result;
    this.#results.delete(key);
    return undefined;
  }

  set(key: string, result: Result, ttlSeconds: number): void {
    this.#results.set(key, { result, expiresAt: this.#now() + ttlSeconds * 1000 });
  }
}
