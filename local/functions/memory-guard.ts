import { closeSync, openSync, readSync } from 'node:fs';

/** How often the memory of busy processes is looked at. */
const INTERVAL_MS = 50;

interface Watched {
  readonly limitBytes: number;
  onExceeded(): void;
  peakBytes: number;
}

/** Watches how much memory busy processes use. Only Linux tells it of another process; elsewhere the limit of the heap, which
 *  every function's process is started with, is the only one. What counts is what could not be given back: pages of files,
 *  such as the program's own, make no process run out of memory. */
export class MemoryGuard {
  readonly #watched = new Map<number, Watched>();
  readonly #buffer = Buffer.alloc(4096);
  #timer: NodeJS.Timeout | undefined;

  /** Calls `onExceeded` once when the process uses more than its limit.
   *  @returns ends the watch, and gives the most that the process ever used, pages of files included, in bytes. */
  watch(pid: number, limitBytes: number, onExceeded: () => void): () => number {
    const watched: Watched = { limitBytes, onExceeded, peakBytes: 0 };
    this.#watched.set(pid, watched);
    this.#timer ??= setInterval(() => this.#look(), INTERVAL_MS).unref();
    return () => {
      this.#watched.delete(pid);
      return watched.peakBytes;
    };
  }

  #look(): void {
    if (this.#watched.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const [pid, watched] of this.#watched) {
      const status = this.#statusOf(pid);
      watched.peakBytes = bytesOf(status, 'VmHWM');
      if (bytesOf(status, 'RssAnon') + bytesOf(status, 'RssShmem') <= watched.limitBytes) continue;
      this.#watched.delete(pid);
      watched.onExceeded();
    }
  }

  /** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
  #statusOf(pid: number): string {
    try {
      const file = openSync(`/proc/${pid}/status`, 'r');
      const length = readSync(file, this.#buffer);
      closeSync(file);
      return this.#buffer.toString('latin1', 0, length);
    } catch {
      return '';
    }
  }
}

function bytesOf(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
}
