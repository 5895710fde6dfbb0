/** A function pauses this many times longer than its output kept the host busy. Measured: with this factor, other functions are not slowed down. */
const PAUSE_FACTOR = 10;
/** Limits the pause after one large chunk, which takes long to process. */
const MAX_PAUSE_MS = 30;
/** A function counts as busy for this time after the start of an invocation. */
const BUSY_MS = 200;

interface InvocationStart {
  readonly functionName: string;
  readonly at: number;
}

/** Decides how long a function with excessive output must pause, so that the host serves other functions without delay. All
 *  paused functions share one schedule: their number does not change the load of the host. */
export class OutputThrottle {
  readonly #now: () => number;
  #last: InvocationStart = { functionName: '', at: Number.NEGATIVE_INFINITY };
  /** The last invocation of a different function. */
  #lastOther = this.#last;
  #pausedUntil = 0;

  /** @param now milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Records the start of an invocation. */
  invocationStarted(functionName: string): void {
    if (this.#last.functionName !== functionName) this.#lastOther = this.#last;
    this.#last = { functionName, at: this.#now() };
  }

  /** @param workMs how long the output of the function kept the host busy.
   *  @returns how many milliseconds the function must pause: 0 while no other function is busy. */
  pauseFor(functionName: string, workMs: number): number {
    const now = this.#now();
    const other = this.#last.functionName === functionName ? this.#lastOther : this.#last;
    if (now - other.at > BUSY_MS) return 0;
    this.#pausedUntil = Math.max(now, this.#pausedUntil) + Math.min(PAUSE_FACTOR * workMs, MAX_PAUSE_MS);
    return this.#pausedUntil - now;
  }
}
