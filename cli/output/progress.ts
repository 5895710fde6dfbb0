import { notice } from './stdio.ts';

/** Tells the user how far long work has come: the first time after the interval, then once in each interval. */
export class Progress {
  readonly #intervalMs: number;
  #reportedAt = performance.now();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** @param text the notice, if it is time for one. */
  report(text: () => string): void {
    const now = performance.now();
    if (now - this.#reportedAt < this.#intervalMs) return;
    this.#reportedAt = now;
    notice(text());
  }
}
