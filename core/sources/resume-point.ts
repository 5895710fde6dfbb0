import type { LogEvent } from '../log-event.ts';
import { contentKey } from './event-identity.ts';

/** Where to start again when the service forgets where it was: at the newest millisecond that was read, less its events. */
export class ResumePoint {
  since: number;
  /** How often each event of that millisecond was read: two without an id may be equal, and are two. */
  readonly #newest = new Map<string, number>();
  #readBefore = new Map<string, number>();

  constructor(since: number) {
    this.since = since;
  }

  restart(): void {
    this.#readBefore = new Map(this.#newest);
  }

  /** Takes a page in, in time order; gives those of its events that were not read before the restart. */
  pass<Event extends LogEvent>(events: readonly Event[]): readonly Event[] {
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
