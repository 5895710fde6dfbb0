/** Aborts its signal when `reset` was not called for a time; never, without one. */
export class IdleTimer {
  readonly #controller = new AbortController();
  readonly #milliseconds: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number | undefined) {
    this.#milliseconds = milliseconds;
    this.reset();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  reset(): void {
    this.stop();
    if (this.#milliseconds !== undefined) this.#timer = setTimeout(() => this.#controller.abort(), this.#milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
