import type { LogEvent } from '../log-event.ts';
import { SeenEvents } from './seen-events.ts';

/** Identifies the events of one reading: a sweep or a Live Tail session. The identity is the event id. Without an id, it is the
 *  content of the event and its number among equal events: two equal lines in a millisecond are two events. */
export class EventIdentities {
  readonly #byContent: boolean;
  readonly #first = new SeenEvents();
  /** The counts of events that occurred more than once. */
  readonly #repeated = new Map<string, { readonly timestamp: number; count: number }>();

  /** @param byContent ignores event ids, so that this reading can be compared with Live Tail, which returns no ids. @default false */
  constructor(byContent = false) {
    this.#byContent = byContent;
  }

  /** The identity of the next event of this reading. Another reading of the same events gives the same identities. */
  identify(event: LogEvent): string {
    if (event.eventId !== undefined && !this.#byContent) return event.eventId;
    const key = contentKey(event);
    return `${key}\n${this.#count(key, event.timestamp)}`;
  }

  /** Forgets events with an earlier timestamp. */
  forgetBefore(timestamp: number): void {
    this.#first.forgetBefore(timestamp);
    for (const [key, repeated] of this.#repeated) if (repeated.timestamp < timestamp) this.#repeated.delete(key);
  }

  #count(key: string, timestamp: number): number {
    if (this.#first.add(key, timestamp)) return 1;
    const repeated = this.#repeated.get(key) ?? { timestamp, count: 1 };
    this.#repeated.set(key, repeated);
    repeated.count += 1;
    return repeated.count;
  }
}

/** The content of an event, equal for all operations that return the event. It leaves out the ingestion time and trailing white
 *  space, because operations may return them differently. */
export function contentKey({ group, stream, timestamp, message }: LogEvent): string {
  return [timestamp, group, stream, message.trimEnd()].join('\n');
}
