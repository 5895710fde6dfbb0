import { BoundedMap } from '../../bounded-map.ts';

/** More than an account has stages and functions. A line can have any stage, so the keys of a long run would take any memory. */
const MAX_KEYS = 10_000;

/** Learns which kinds of lines calls have: a stage whose execution log is off writes no execution lines, and a function without
 *  Tailgate's helper no `api.call` record. */
export class Expectations {
  /** Whether lines arrive, by their `expectationKey`. */
  readonly #arrives = new BoundedMap<string, boolean>(MAX_KEYS);
  /** Increases when an expectation changes. */
  version = 0;

  /** Whether lines with this key are known to arrive. */
  isExpected(key: string): boolean {
    return this.#arrives.get(key) === true;
  }

  /** Whether lines with this key may arrive: they are not known to be absent. */
  isPossible(key: string): boolean {
    return this.#arrives.get(key) !== false;
  }

  recordArrival(key: string): void {
    this.#learn(key, true);
  }

  /** Called when the grace period of a call ended without the line. */
  recordTimeout(key: string): void {
    if (!this.#arrives.has(key)) this.#learn(key, false);
  }

  #learn(key: string, arrives: boolean): void {
    if (this.#arrives.get(key) === arrives) return;
    this.#arrives.set(key, arrives);
    this.version += 1;
  }
}
