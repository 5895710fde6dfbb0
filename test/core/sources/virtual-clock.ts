import type { Clock } from '../../../core/clock.ts';

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** The clock of a fake service. */
export interface ScriptClock extends Clock {
  /** The number of pending operations that do not wait for the clock. Virtual time stops while it is above zero. */
  busy: number;
}

/** A clock on which hours take milliseconds, and every run is the same. */
export class VirtualClock implements ScriptClock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();
  #busy = 0;
  #becomesIdle = Promise.withResolvers<void>();

  constructor(start = Date.UTC(2026, 10, 21, 12)) {
    this.#now = start;
  }

  get busy(): number {
    return this.#busy;
  }

  set busy(count: number) {
    this.#busy = count;
    if (count > 0) return;
    this.#becomesIdle.resolve();
    this.#becomesIdle = Promise.withResolvers();
  }

  now(): number {
    return this.#now;
  }

  wait(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const abort = () => {
        this.#sleepers.delete(sleeper);
        resolve();
      };
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper = { at: this.#now + milliseconds, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', abort);
    });
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Moves the time from one wait to the next until the work is done. */
  async runUntil(work: Promise<unknown>): Promise<void> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    // Prevents an unhandled rejection. The caller gets the error from `await ended`.
    ended.catch(() => undefined);
    while (!done) {
      if (this.#busy > 0) await Promise.race([this.#becomesIdle.promise, ended.catch(() => undefined)]);
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#busy === 0 && !done) this.#wakeNext();
    }
    await ended;
  }

  #wakeNext(): void {
    let next: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (!next || sleeper.at < next.at) next = sleeper;
    if (!next) return;
    this.#sleepers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}
