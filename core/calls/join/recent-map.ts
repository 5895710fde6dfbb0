import { BoundedMap } from '../../bounded-map.ts';

/** Entries are remembered for this long. */
const REMEMBER_MS = 15 * 60_000;
const MOST_ENTRIES = 400_000;

/** A map that forgets its oldest entries: it never grows with the time that a command runs. */
export class RecentMap<Value> {
  readonly #entries = new BoundedMap<string, { readonly value: Value; readonly at: number }>(MOST_ENTRIES);

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** @param now epoch milliseconds. */
  set(key: string, value: Value, now: number): void {
    this.#entries.set(key, { value, at: now });
    for (const [oldest, { at }] of this.#entries) {
      if (now - at < REMEMBER_MS) break;
      this.#entries.delete(oldest);
    }
  }
}
