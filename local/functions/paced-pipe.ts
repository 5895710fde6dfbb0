import type { Readable } from 'node:stream';

/** What an invocation may send before it counts as a flood, in bytes. */
const FLOOD_BYTES = 32 * 1024;
/** A flood is taken for so long at a time, at least, in milliseconds. */
const SPELL_MS = 1;

/** Reads a pipe without keeping the host from its other work: of a flood it takes a little, and rests. Meanwhile the process at
 *  the other end waits, once the pipe is full. */
export class PacedPipe {
  readonly #pipe: Readable;
  #bytes = 0;
  #workedMs = 0;
  #rest: NodeJS.Timeout | undefined;
  #held = false;
  #rests = true;

  /** @param take gets each chunk; must not throw.
   *  @param restAfter how long to rest after so many milliseconds of work. */
  constructor(pipe: Readable, take: (chunk: Buffer) => void, restAfter: (workedMs: number) => number) {
    this.#pipe = pipe;
    pipe.on('data', (chunk: Buffer) => {
      const start = performance.now();
      take(chunk);
      this.#bytes += chunk.length;
      this.#workedMs += performance.now() - start;
      if (this.#bytes < FLOOD_BYTES || this.#workedMs < SPELL_MS || !this.#rests) return;
      const restMs = restAfter(this.#workedMs);
      this.#workedMs = 0;
      if (restMs > 0) this.#beginRest(restMs);
    });
  }

  /** An invocation begins: what came before it does not count. */
  begin(): void {
    this.#bytes = 0;
    this.#workedMs = 0;
    this.#rests = true;
  }

  /** The invocation has ended: what is left is read without a rest. */
  end(): void {
    this.#rests = false;
    this.#endRest();
  }

  /** While it is set nothing is read. */
  set held(held: boolean) {
    this.#held = held;
    this.#update();
  }

  #beginRest(milliseconds: number): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#endRest(), milliseconds);
    this.#update();
  }

  #endRest(): void {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#update();
  }

  #update(): void {
    if (this.#held || this.#rest) this.#pipe.pause();
    else this.#pipe.resume();
  }
}
