import type { LogEvent } from '../log-event.ts';

/** The events of a log group that were shown, as far back as a sweep may look; so memory is bounded by the events inside
 *  the look-back, whatever was shown before. */
export class SeenEvents {
  readonly #ids = new Map<string, number>();

  /** Adds an event; false when it was there. Two equal lines of one millisecond have two ids: they are two events. */
  add(event: LogEvent): boolean {
    const id = event.eventId;
    // Without an id nothing says whether this was shown: better shown twice than not at all.
    if (id === undefined) return true;
    if (this.#ids.has(id)) return false;
    this.#ids.set(id, event.timestamp);
    return true;
  }

  /** Forgets events with an earlier timestamp: no later sweep returns them. */
  forgetBefore(timestamp: number): void {
    for (const [id, time] of this.#ids) {
      if (time < timestamp) this.#ids.delete(id);
    }
  }

  get size(): number {
    return this.#ids.size;
  }
}
