import type { Clock } from './clock.ts';

/** The same thing is said once in this time. */
const QUIET_MS = 60_000;

/** Says what somebody at the terminal should know, but not over and over: a fault that comes and goes many times a minute is
 *  said once a minute, with how often it was left out. */
export class Notices {
  readonly #say: (message: string) => void;
  readonly #clock: Clock;
  readonly #said = new Map<string, { readonly at: number; leftOut: number }>();

  /** @param say takes one line, without a newline. */
  constructor(say: (message: string) => void, clock: Clock) {
    this.#say = say;
    this.#clock = clock;
  }

  /** @param about what counts as the same thing.
   *  @returns whether it was said. */
  say(about: string, message: string): boolean {
    const now = this.#clock.now();
    const before = this.#said.get(about);
    if (before && now - before.at < QUIET_MS) {
      before.leftOut += 1;
      return false;
    }
    this.#said.set(about, { at: now, leftOut: 0 });
    this.#say(
      before && before.leftOut > 0 ? `${message} (${before.leftOut} more times since it was last said)` : message,
    );
    return true;
  }

  /** Says that something which was said is over: that comes no more often than what it ends, and is never left out. */
  sayOver(message: string): void {
    this.#say(message);
  }
}
