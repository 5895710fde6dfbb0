import type { Clock } from './clock.ts';

/** How long a notice about the same subject is suppressed. */
const QUIET_MS = 60_000;

/** Prints notices for the user. A notice about the same subject is printed at most once a minute, with the number of those that were
 *  suppressed. */
export class Notices {
  readonly #print: (message: string) => void;
  readonly #clock: Clock;
  readonly #printed = new Map<string, { readonly at: number; suppressed: number }>();

  /** @param print takes one line, without a newline. */
  constructor(print: (message: string) => void, clock: Clock) {
    this.#print = print;
    this.#clock = clock;
  }

  /** @param subject identifies what the notice is about.
   *  @returns whether the notice was printed. */
  report(subject: string, message: string): boolean {
    const now = this.#clock.now();
    const last = this.#printed.get(subject);
    if (last && now - last.at < QUIET_MS) {
      last.suppressed += 1;
      return false;
    }
    this.#printed.set(subject, { at: now, suppressed: 0 });
    this.#print(
      last && last.suppressed > 0 ? `${message} (${last.suppressed} more times since the last notice)` : message,
    );
    return true;
  }

  /** Prints that a reported problem is over. Never suppressed: it cannot come more often than the notices that were printed. */
  reportRecovery(message: string): void {
    this.#print(message);
  }
}
