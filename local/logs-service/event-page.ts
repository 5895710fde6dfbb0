import type { StoredEvent } from './store/log-event-table.ts';
import type { Position } from './store/position.ts';

/** "Each page returned can contain up to 1 MB of log events or up to 10,000 log events"
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html). */
export const MAX_PAGE_EVENTS = 10_000;
const MAX_PAGE_BYTES = 1024 * 1024;

/** A page ends at these limits, even if it is not full, so that a request does not block others for long. */
const MAX_SCANNED_EVENTS = 100_000;
const MAX_SCANNED_CHARACTERS = 32 * 1024 * 1024;

/** One page of matching events. */
export interface EventPage {
  readonly events: readonly StoredEvent[];
  /** The last event that was scanned, matching or not. Undefined if there was none. */
  readonly last: Position | undefined;
}

/** Reads one page of matching events. */
export function readEventPage(
  events: Iterable<StoredEvent>,
  limit: number = MAX_PAGE_EVENTS,
  matches: (event: StoredEvent) => boolean = () => true,
): EventPage {
  const matched: StoredEvent[] = [];
  let last: StoredEvent | undefined;
  let bytes = 0;
  let scanned = 0;
  let characters = 0;
  for (const event of events) {
    if (matched.length === limit || scanned === MAX_SCANNED_EVENTS || characters > MAX_SCANNED_CHARACTERS) break;
    scanned += 1;
    characters += event.message.length;
    if (matches(event)) {
      bytes += Buffer.byteLength(event.message);
      if (bytes > MAX_PAGE_BYTES && matched.length > 0) break;
      matched.push(event);
    }
    last = event;
  }
  return { events: matched, last };
}
