import { type Cursor, comparePositions, type EventPosition, type Watermarks } from '../cursor.ts';
import type { LogEvent } from '../log-event.ts';
import { contentKey } from './event-identity.ts';
import { hashIdentity } from './identity-hash.ts';
import type { LogsContext } from './logs-context.ts';
import { readPages, type Selection } from './read-pages.ts';

/** How late an event may arrive and still be found when reading resumes. */
export const LOOK_BACK_MS = 5 * 60_000;

/** An event is prompt if it arrives within this time after its timestamp; otherwise it is late. Near sweeps look back further than
 *  this, so they find all prompt events; far sweeps find the late events (core/sources/follow.ts). */
const PROMPT_MS = 10_000;

/** How far in the future the timestamp of an event may be.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const MAX_AHEAD_MS = 2 * 60 * 60_000;

/** An event and its position in the log. */
export interface PositionedEvent {
  readonly event: LogEvent;
  readonly position: EventPosition;
}

/** The position of an event in its log group. */
export function positionOf(event: LogEvent): EventPosition {
  const { high, low } = hashIdentity(event.eventId ?? contentKey(event));
  return { timestamp: event.timestamp, identity: (BigInt(high) << 32n) | BigInt(low) };
}

/** Whether an event, prompt or late, arrived before its watermark. */
export function hasArrived(event: LogEvent, by: Watermarks): boolean {
  const isPrompt = event.ingestionTime - event.timestamp <= PROMPT_MS;
  return event.ingestionTime <= (isPrompt ? by.prompt : by.late);
}

/** Reads the events that arrived between the watermarks of a cursor, sorted by time, from its position on. */
export async function* readArrivals(
  logs: LogsContext,
  group: string,
  cursor: Cursor,
  selection: Selection = {},
): AsyncGenerator<readonly PositionedEvent[]> {
  const { after, upTo, at } = cursor;
  if (upTo.prompt <= after.prompt && upTo.late <= after.late) return;
  const since = Math.max(at.timestamp, Math.min(after.prompt, after.late) - LOOK_BACK_MS, 0);
  const until = Math.max(upTo.prompt, upTo.late) + MAX_AHEAD_MS + 1;
  // Events of the last millisecond of a page wait, because the next page may have more of them.
  let waiting: PositionedEvent[] = [];
  for await (const page of readPages(logs, { ...selection, group, since, until })) {
    const unread = page
      .filter((event) => hasArrived(event, upTo) && !hasArrived(event, after))
      .map((event) => ({ event, position: positionOf(event) }))
      .filter(({ position }) => comparePositions(position, at) > 0);
    const newest = page.at(-1)?.timestamp;
    const ready = [...waiting, ...unread].sort(byPosition);
    waiting = ready.filter(({ position }) => position.timestamp === newest);
    if (ready.length > waiting.length) yield ready.slice(0, ready.length - waiting.length);
  }
  if (waiting.length > 0) yield waiting;
}

/** A comparison for `sort`: by position in the log group. */
export function byPosition(a: PositionedEvent, b: PositionedEvent): number {
  return comparePositions(a.position, b.position);
}
