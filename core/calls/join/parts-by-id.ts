import type { LogRecord } from '../../log-event.ts';
import { Part } from './part.ts';

/** Parts by the id that their records share, the oldest first. Counts what it holds. */
export class PartsById {
  readonly #parts = new Map<string, Part>();
  /** How many records all parts hold. */
  size = 0;

  add(id: string, record: LogRecord, now: number): void {
    let part = this.#parts.get(id);
    if (!part) {
      part = new Part(now);
      this.#parts.set(id, part);
    }
    if (part.add(record)) this.size += 1;
  }

  get(id: string | null): Part | undefined {
    return id === null ? undefined : this.#parts.get(id);
  }

  get oldest(): readonly [id: string, part: Part] | undefined {
    for (const entry of this.#parts) return entry;
    return undefined;
  }

  entries(): Iterable<readonly [id: string, part: Part]> {
    return this.#parts;
  }

  /** Forgets some records of a part, and the part when it has no others. @param records all of them by default. */
  remove(id: string, records?: readonly LogRecord[]): void {
    const part = this.#parts.get(id);
    if (!part) return;
    const before = part.size;
    if (records) part.remove(records);
    if (!records || part.size === 0) this.#parts.delete(id);
    this.size -= this.#parts.has(id) ? before - part.size : before;
  }

  dropBefore(time: number): void {
    for (const [id, part] of this.#parts) {
      if (part.since >= time) break;
      this.remove(id);
    }
  }
}
