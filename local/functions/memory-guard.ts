import { closeSync, openSync, readSync } from 'node:fs';

/** How often the memory of busy processes is looked at. */
const INTERVAL_MS = 50;
const PAGE_BYTES = 4096;

interface Watched {
  readonly limitBytes: number;
  onExceeded(): void;
  maxBytes: number;
}

/** Watches how much memory busy processes use. Only Linux tells it of another process; elsewhere the limit of the heap, which
 *  every function's process is started with, is the only one. */
export class MemoryGuard {
  readonly #watched = new Map<number, Watched>();
  readonly #buffer = Buffer.alloc(128);
  #timer: NodeJS.Timeout | undefined;

  /** Calls `onExceeded` once when the process uses more than its limit.
   *  @returns ends the watch, and gives the most that was seen, in bytes. */
  watch(pid: number, limitBytes: number, onExceeded: () => void): () => number {
    const watched: Watched = { limitBytes, onExceeded, maxBytes: 0 };
    this.#watched.set(pid, watched);
    this.#timer ??= setInterval(() => this.#look(), INTERVAL_MS).unref();
    return () => {
      this.#watched.delete(pid);
      return watched.maxBytes;
    };
  }

  #look(): void {
    if (this.#watched.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const [pid, watched] of this.#watched) {
      watched.maxBytes = Math.max(watched.maxBytes, this.#residentBytes(pid));
      if (watched.maxBytes <= watched.limitBytes) continue;
      this.#watched.delete(pid);
      watched.onExceeded();
    }
  }

  /** @see https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html */
  #residentBytes(pid: number): number {
    try {
      const file = openSync(`/proc/${pid}/statm`, 'r');
      const length = readSync(file, this.#buffer);
      closeSync(file);
      return Number(this.#buffer.toString('latin1', 0, length).split(' ')[1]) * PAGE_BYTES;
    } catch {
      return 0;
    }
  }
}
