import type { LogEvent } from '../log-event.ts';
import { contentKey } from './event-identity.ts';

/** Where to resume when a page token expires: at the newest millisecond that was read, without the events that were already read. */
export class ResumePoint {
  /** Epoch milliseconds. */
  since: number;
  /** How often each event of the newest millisecond was read. Two equal events without an id are two events. */
  readonly #newest = new Map<string, number>();
  #readBefore = new Map<string, number>();

  constructor(since: number) {
    this.since = since;
  }

  /** Reading starts again at `since`. */
  restart(): void {
    this.#readBefore = new Map(this.#newest);
  }

  /** @param events the next page, sorted by time.
   *  @returns its events that were not read before the restart. */
  takeUnread<Event extends LogEvent>(events: readonly Event[]): readonly Event[] {
    const unread = events.filter((event) => !this.#wasRead(event));
    for (const event of unread) {
      if (event.timestamp > this.since) {
        this.since = event.timestamp;
        this.#newest.clear();
      }
      if (event.timestamp === this.since) count(this.#newest, keyOf(event), 1);
    }
    return unread;
  }

  #wasRead(event: LogEvent): boolean {
    if (this.#readBefore.size === 0) return false;
    const key = keyOf(event);
    const isRead = this.#readBefore.has(key);
    if (isRead) count(this.#readBefore, key, -1);
    return isRead;
  }
}

function keyOf(event: LogEvent): string {
  return event.eventId ?? contentKey(event);
}

function count(counts: Map<string, number>, key: string, change: number): void {
  const sum = (counts.get(key) ?? 0) + change;
  if (sum === 0) counts.delete(key);
  else counts.set(key, sum);
}
