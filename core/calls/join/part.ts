import type { LogRecord } from '../../log-event.ts';
import { contentKey } from '../../sources/event-identity.ts';

/** One part keeps no more records than this; a call that logs more is shown without the rest. */
const MOST_RECORDS = 1000;

/** Records that share an id: the lines of one invocation, or of one request's execution log. Each is held once, however often
 *  it comes. */
export class Part {
  readonly #records = new Map<string, LogRecord>();
  /** When its first record came, by the joiner's clock. */
  readonly since: number;

  constructor(since: number) {
    this.since = since;
  }

  get size(): number {
    return this.#records.size;
  }

  /** Whether it was new, and was kept. */
  add(record: LogRecord): boolean {
    const key = record.eventId ?? contentKey(record);
    if (this.#records.has(key) || this.#records.size >= MOST_RECORDS) return false;
    this.#records.set(key, record);
    return true;
  }

  find(wanted: (record: LogRecord) => boolean): LogRecord | undefined {
    for (const record of this.#records.values()) if (wanted(record)) return record;
    return undefined;
  }

  records(): LogRecord[] {
    return [...this.#records.values()];
  }

  /** Gives these away. */
  remove(records: readonly LogRecord[]): void {
    for (const record of records) this.#records.delete(record.eventId ?? contentKey(record));
  }
}
