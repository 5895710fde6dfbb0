/** Learns which kinds of lines calls have: a stage whose execution log is off writes no execution lines, and a function without
 *  Tailgate's helper no `api.call` record. */
export class Expectations {
  readonly #arrives = new Map<string, boolean>();
  /** Increases when an expectation changes. */
  version = 0;

  /** Whether lines of this kind are known to arrive. */
  isExpected(kind: string): boolean {
    return this.#arrives.get(kind) === true;
  }

  /** Whether lines of this kind may arrive: they are not known to be absent. */
  isPossible(kind: string): boolean {
    return this.#arrives.get(kind) !== false;
  }

  arrived(kind: string): void {
    this.#learn(kind, true);
  }

  /** Called when the grace period of a call ended without the line. */
  timedOut(kind: string): void {
    if (!this.#arrives.has(kind)) this.#learn(kind, false);
  }

  #learn(kind: string, arrives: boolean): void {
    if (this.#arrives.get(kind) === arrives) return;
    this.#arrives.set(kind, arrives);
    this.version += 1;
  }
}
