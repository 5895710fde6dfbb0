/** Learns, kind by kind, what may be waited for: a stage whose execution log is off writes no execution lines, and a function
 *  without Tailgate's helper no `api.call` record. */
export class Expectations {
  readonly #comes = new Map<string, boolean>();
  /** Grows whenever something was learned. */
  version = 0;

  /** Whether it is known to come with every call of the kind. */
  isSure(kind: string): boolean {
    return this.#comes.get(kind) === true;
  }

  /** Whether it may come: nothing tells that it does not. */
  isPossible(kind: string): boolean {
    return this.#comes.get(kind) !== false;
  }

  came(kind: string): void {
    this.#learn(kind, true);
  }

  /** A call waited for it to the end of its grace. */
  waitedInVain(kind: string): void {
    if (!this.#comes.has(kind)) this.#learn(kind, false);
  }

  #learn(kind: string, comes: boolean): void {
    if (this.#comes.get(kind) === comes) return;
    this.#comes.set(kind, comes);
    this.version += 1;
  }
}
