import { closeSync, openSync, readSync } from 'node:fs';

/** The interval between two checks of the memory. */
const CHECK_INTERVAL_MS = 50;

interface Watched {
  readonly limitBytes: number;
  onExceeded(): void;
  peakBytes: number;
}

/** Checks the memory of busy processes. This needs the /proc file system of Linux; on other systems the only limit is the size
 *  of the V8 heap. The limit applies to anonymous and shared memory only: the kernel can release pages of files. */
export class MemoryGuard {
  readonly #watched = new Map<number, Watched>();
  readonly #buffer = Buffer.alloc(4096);
  #timer: NodeJS.Timeout | undefined;

  /** Calls `onExceeded` once when the process uses more memory than its limit.
   *  @returns a function that stops watching and returns the peak memory of the process in bytes, including pages of files. */
  watch(pid: number, limitBytes: number, onExceeded: () => void): () => number {
    const watched: Watched = { limitBytes, onExceeded, peakBytes: 0 };
    this.#watched.set(pid, watched);
    this.#timer ??= setInterval(() => this.#check(), CHECK_INTERVAL_MS).unref();
    return () => {
      this.#watched.delete(pid);
      return watched.peakBytes;
    };
  }

  #check(): void {
    if (this.#watched.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const [pid, watched] of this.#watched) {
      const status = this.#readStatus(pid);
      watched.peakBytes = readBytes(status, 'VmHWM');
      if (readBytes(status, 'RssAnon') + readBytes(status, 'RssShmem') <= watched.limitBytes) continue;
      this.#watched.delete(pid);
      watched.onExceeded();
    }
  }

  /** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
  #readStatus(pid: number): string {
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

function readBytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
}
