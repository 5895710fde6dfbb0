import type { StoredEvent } from './store/log-events.ts';
import type { Position } from './store/position.ts';

/** "Each page returned can contain up to 1 MB of log events or up to 10,000 log events"
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html). */
export const MAX_PAGE_EVENTS = 10_000;
const MAX_PAGE_BYTES = 1024 * 1024;

/** A page ends, part full or empty, once it has looked at so much: no request holds the others up for long. */
const MAX_SCANNED_EVENTS = 100_000;
const MAX_SCANNED_CHARACTERS = 32 * 1024 * 1024;

export interface EventPage {
  readonly events: readonly StoredEvent[];
  /** The last event that was looked at, whether it matched or not; undefined when none was. */
  readonly last: Position | undefined;
}

/** Takes one page of those events that match. */
export function eventPage(
  events: Iterable<StoredEvent>,
  limit: number = MAX_PAGE_EVENTS,
  matches: (event: StoredEvent) => boolean = () => true,
): EventPage {
  const taken: StoredEvent[] = [];
  let last: StoredEvent | undefined;
  let bytes = 0;
  let scanned = 0;
  let characters = 0;
  for (const event of events) {
    if (taken.length === limit || scanned === MAX_SCANNED_EVENTS || characters > MAX_SCANNED_CHARACTERS) break;
    scanned += 1;
    characters += event.message.length;
    if (matches(event)) {
      bytes += Buffer.byteLength(event.message);
      if (bytes > MAX_PAGE_BYTES && taken.length > 0) break;
      taken.push(event);
    }
    last = event;
  }
  return { events: taken, last };
}
