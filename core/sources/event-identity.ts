import type { LogEvent } from '../log-event.ts';
import { SeenEvents } from './seen-events.ts';

/** Tells the events of one reading (a sweep, a Live Tail session) apart. With an id, that is the identity. Without one it is
 *  what the event says, and how many equal ones came before it: two equal lines in a millisecond are two events. */
export class EventIdentities {
  readonly #byContent: boolean;
  readonly #met = new SeenEvents();
  /** How often those came that came more than once. */
  readonly #repeated = new Map<string, { readonly timestamp: number; count: number }>();

  /** @param byContent ignores ids, so that a reading that has them is comparable with one that has none. @default false */
  constructor(byContent = false) {
    this.#byContent = byContent;
  }

  /** The identity of the next event of this reading. Another reading that meets the same events gives the same identities. */
  of(event: LogEvent): string {
    if (event.eventId !== undefined && !this.#byContent) return event.eventId;
    const key = contentKey(event);
    return `${key}\n${this.#count(key, event.timestamp)}`;
  }

  /** Forgets events with an earlier timestamp. */
  forgetBefore(timestamp: number): void {
    this.#met.forgetBefore(timestamp);
    for (const [key, repeated] of this.#repeated) if (repeated.timestamp < timestamp) this.#repeated.delete(key);
  }

  #count(key: string, timestamp: number): number {
    if (this.#met.add(key, timestamp)) return 1;
    const repeated = this.#repeated.get(key) ?? { timestamp, count: 1 };
    this.#repeated.set(key, repeated);
    repeated.count += 1;
    return repeated.count;
  }
}

/** What equal events have in common, whichever operation of the service gave them. Left out is what two operations are
 *  nowhere promised to give alike: the ingestion time, and white space at the end. The count makes up for it. */
export function contentKey({ group, stream, timestamp, message }: LogEvent): string {
  return [timestamp, group, stream, message.trimEnd()].join('\n');
}
