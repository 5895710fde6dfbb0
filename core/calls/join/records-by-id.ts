import type { LogRecord } from '../../log-event.ts';
import { contentKey } from '../../sources/event-identity.ts';

/** Records that share an id: the lines of one invocation, or of one request's execution log. */
export interface RecordSet {
  readonly size: number;
  /** When its first record arrived, by the joiner's clock. */
  readonly arrivedAt: number;
  find(isWanted: (record: LogRecord) => boolean): LogRecord | undefined;
  records(): LogRecord[];
}

/** Records by the id that they share, the oldest ids first. A record that arrives again is not added again. */
export class RecordsById {
  readonly #sets = new Map<string, DistinctRecords>();
  /** The number of records of all ids. */
  size = 0;

  add(id: string, record: LogRecord, now: number): void {
    let set = this.#sets.get(id);
    if (!set) {
      set = new DistinctRecords(now);
      this.#sets.set(id, set);
    }
    if (set.add(record)) this.size += 1;
  }

  get(id: string | null): RecordSet | undefined {
    return id === null ? undefined : this.#sets.get(id);
  }

  get oldest(): readonly [id: string, records: RecordSet] | undefined {
    for (const entry of this.#sets) return entry;
    return undefined;
  }

  entries(): Iterable<readonly [id: string, records: RecordSet]> {
    return this.#sets;
  }

  /** Removes records of an id, and the id when no records remain. @param records by default all records of the id. */
  remove(id: string, records?: readonly LogRecord[]): void {
    const set = this.#sets.get(id);
    if (!set) return;
    const before = set.size;
    if (records) set.remove(records);
    if (!records || set.size === 0) this.#sets.delete(id);
    this.size -= this.#sets.has(id) ? before - set.size : before;
  }

  /** Removes the ids whose first record arrived before this time. */
  dropBefore(time: number): void {
    for (const [id, { arrivedAt }] of this.#sets) {
      if (arrivedAt >= time) break;
      this.remove(id);
    }
  }
}

/** Further records of the same id are left out. */
const MAX_RECORDS_PER_ID = 1000;

class DistinctRecords implements RecordSet {
  readonly #records = new Map<string, LogRecord>();
  readonly arrivedAt: number;

  constructor(arrivedAt: number) {
    this.arrivedAt = arrivedAt;
  }

  get size(): number {
    return this.#records.size;
  }

  /** @returns whether the record was new, and was added. */
  add(record: LogRecord): boolean {
    const key = keyOf(record);
    if (this.#records.has(key) || this.#records.size >= MAX_RECORDS_PER_ID) return false;
    this.#records.set(key, record);
    return true;
  }

  find(isWanted: (record: LogRecord) => boolean): LogRecord | undefined {
    for (const record of this.#records.values()) if (isWanted(record)) return record;
    return undefined;
  }

  records(): LogRecord[] {
    return [...this.#records.values()];
  }

  remove(records: readonly LogRecord[]): void {
    for (const record of records) this.#records.delete(keyOf(record));
  }
}

function keyOf(record: LogRecord): string {
  return record.eventId ?? contentKey(record);
}
