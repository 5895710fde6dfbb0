/** A flood rests for so many times as long as it kept the host busy: measured, the others do not feel it then. */
const REST = 10;
/** A spell may turn out long, by one large chunk: the rest behind it does not, in milliseconds. */
const LONGEST_REST_MS = 30;
/** A function counts as busy for so long after an invocation of it began, in milliseconds. */
const BUSY_MS = 200;

interface Begun {
  readonly name: string;
  readonly at: number;
}

/** Says how long a function that floods the host with its output has to rest, so that the others are served as if there were
 *  no flood. All that flood share one turn: many of them take no more of the host than one. */
export class OutputThrottle {
  readonly #now: () => number;
  #last: Begun = { name: '', at: Number.NEGATIVE_INFINITY };
  /** The last of another function than `#last`. */
  #other = this.#last;
  #restsUntil = 0;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** An invocation of a function begins. */
  began(name: string): void {
    if (this.#last.name !== name) this.#other = this.#last;
    this.#last = { name, at: this.#now() };
  }

  /** What a function sent took the host so long.
   *  @returns for how many milliseconds the function has to wait: none while it is the only one that is busy. */
  restAfter(name: string, workedMs: number): number {
    const now = this.#now();
    const other = this.#last.name === name ? this.#other : this.#last;
    if (now - other.at > BUSY_MS) return 0;
    this.#restsUntil = Math.max(now, this.#restsUntil) + Math.min(REST * workedMs, LONGEST_REST_MS);
    return this.#restsUntil - now;
  }
}
