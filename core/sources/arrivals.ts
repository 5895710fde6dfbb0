import { type Cursor, comparePlaces, type EventPlace, type Watermarks } from '../cursor.ts';
import type { LogEvent } from '../log-event.ts';
import { contentKey } from './event-identity.ts';
import { hashIdentity } from './identity-hash.ts';
import type { LogsContext } from './logs-context.ts';
import { readPages, type Selection } from './read-pages.ts';

/** How far behind a cursor is looked for what arrived after it: what arrives later than this after its own timestamp may be
 *  missing when a reading is resumed. */
export const LOOK_BACK_MS = 5 * 60_000;

/** An event that arrives within this time of its timestamp is prompt. Sweeps that follow look back further than this each
 *  time; late events are found by those that come more rarely. */
const PROMPT_MS = 10_000;

/** How far in the future the timestamp of an event may lie.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const MAX_AHEAD_MS = 2 * 60 * 60_000;

/** An event, and where it stands among the others. */
export interface PlacedEvent {
  readonly event: LogEvent;
  readonly place: EventPlace;
}

export function placeOf(event: LogEvent): EventPlace {
  const { high, low } = hashIdentity(event.eventId ?? contentKey(event));
  return { timestamp: event.timestamp, identity: (BigInt(high) << 32n) | BigInt(low) };
}

/** Whether an event arrived up to the watermark of its kind. */
export function hasArrived(event: LogEvent, by: Watermarks): boolean {
  const isPrompt = event.ingestionTime - event.timestamp <= PROMPT_MS;
  return event.ingestionTime <= (isPrompt ? by.prompt : by.late);
}

/** Reads what arrived between two watermarks, in order of time, from the cursor on. */
export async function* arrivals(
  logs: LogsContext,
  group: string,
  cursor: Cursor,
  selection: Selection = {},
): AsyncGenerator<readonly PlacedEvent[]> {
  const { after, upTo, at } = cursor;
  if (upTo.prompt <= after.prompt && upTo.late <= after.late) return;
  const since = Math.max(at.timestamp, Math.min(after.prompt, after.late) - LOOK_BACK_MS, 0);
  const until = Math.max(upTo.prompt, upTo.late) + MAX_AHEAD_MS + 1;
  // The events of the last millisecond wait: the next page may hold more of it.
  let waiting: PlacedEvent[] = [];
  for await (const page of readPages(logs, { ...selection, group, since, until })) {
    const placed = page
      .filter((event) => hasArrived(event, upTo) && !hasArrived(event, after))
      .map((event) => ({ event, place: placeOf(event) }))
      .filter(({ place }) => comparePlaces(place, at) > 0);
    const newest = page.at(-1)?.timestamp;
    const ready = [...waiting, ...placed].sort(byPlace);
    waiting = ready.filter(({ place }) => place.timestamp === newest);
    if (ready.length > waiting.length) yield ready.slice(0, ready.length - waiting.length);
  }
  if (waiting.length > 0) yield waiting;
}

export function byPlace(a: PlacedEvent, b: PlacedEvent): number {
  return comparePlaces(a.place, b.place);
}
