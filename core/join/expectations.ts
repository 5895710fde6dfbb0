/** Learns, kind by kind, what may be waited for: a stage whose execution log is off writes no execution lines, and a function
 *  without Tailgate's helper no `api.call` record. */
export class Expectations {
  readonly #comes = new Map<string, boolean>();

  /** Whether it is known to come with every call of the kind. */
  isSure(kind: string): boolean {
    return this.#comes.get(kind) === true;
  }

  /** Whether it may come: nothing tells that it does not. */
  isPossible(kind: string): boolean {
    return this.#comes.get(kind) !== false;
  }

  came(kind: string): void {
    this.#comes.set(kind, true);
  }

  /** A call waited for it to the end of its grace. */
  waitedInVain(kind: string): void {
    if (!this.#comes.has(kind)) this.#comes.set(kind, false);
  }
}
