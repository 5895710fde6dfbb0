import type { Readable } from 'node:stream';

/** The output of one invocation is throttled after this many bytes. */
const THROTTLED_AFTER_BYTES = 32 * 1024;
/** The shortest time that throttled output is read before the next pause. */
const MIN_WORK_MS = 1;

/** Reads a pipe, with pauses while an invocation writes a lot, so that the host can do its other work. During a pause the process
 *  at the other end waits, once the pipe is full. */
export class PacedPipe {
  readonly #pipe: Readable;
  #bytes = 0;
  #workMs = 0;
  #pauseTimer: NodeJS.Timeout | undefined;
  #held = false;
  #isThrottled = true;

  /** @param onChunk is called with each chunk; must not throw.
   *  @param pauseAfter returns how long to pause after a number of milliseconds of work. */
  constructor(pipe: Readable, onChunk: (chunk: Buffer) => void, pauseAfter: (workMs: number) => number) {
    this.#pipe = pipe;
    pipe.on('data', (chunk: Buffer) => {
      const start = performance.now();
      onChunk(chunk);
      this.#bytes += chunk.length;
      this.#workMs += performance.now() - start;
      if (this.#bytes < THROTTLED_AFTER_BYTES || this.#workMs < MIN_WORK_MS || !this.#isThrottled) return;
      const pauseMs = pauseAfter(this.#workMs);
      this.#workMs = 0;
      if (pauseMs > 0) this.#startPause(pauseMs);
    });
  }

  /** Starts an invocation: earlier output does not count. */
  begin(): void {
    this.#bytes = 0;
    this.#workMs = 0;
    this.#isThrottled = true;
  }

  /** Ends the invocation: the remaining output is read without pauses. */
  end(): void {
    this.#isThrottled = false;
    this.#endPause();
  }

  /** While this is true, the pipe is not read. */
  set held(held: boolean) {
    this.#held = held;
    this.#update();
  }

  #startPause(milliseconds: number): void {
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = setTimeout(() => this.#endPause(), milliseconds);
    this.#update();
  }

  #endPause(): void {
    clearTimeout(this.#pauseTimer);
    this.#pauseTimer = undefined;
    this.#update();
  }

  #update(): void {
    if (this.#held || this.#pauseTimer) this.#pipe.pause();
    else this.#pipe.resume();
  }
}
