import { BoundedMap } from '../../bounded-map.ts';

const RETENTION_MS = 15 * 60_000;
const MAX_ENTRIES = 400_000;

/** A map that drops old entries, so that it does not grow with the time that a command runs. */
export class RecentMap<Value> {
  readonly #entries = new BoundedMap<string, { readonly value: Value; readonly at: number }>(MAX_ENTRIES);

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** Sets an entry, and drops the entries that are older than 15 minutes.
   *  @param now the current time, in milliseconds. All calls must pass times of the same clock. */
  set(key: string, value: Value, now: number): void {
    this.#entries.set(key, { value, at: now });
    for (const [oldest, { at }] of this.#entries) {
      if (now - at < RETENTION_MS) break;
      this.#entries.delete(oldest);
    }
  }
}
