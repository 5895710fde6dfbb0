import { type Cursor, comparePositions, type EventPosition } from '../cursor.ts';
import type { LogEvent } from '../log-event.ts';
import { hasArrived, MAX_AHEAD_MS, positionOf } from './arrivals.ts';
import type { LogsContext } from './logs-context.ts';
import { readPages, type Selection } from './read-pages.ts';

/** The length of the last window, which is read first. */
const FIRST_WINDOW_MS = 60_000;
/** An earlier window is at least twice as long as the one after it. When that one had few events, it is up to a day for a minute: every
 *  window costs a call, and a quiet log of ten years must not take twenty of them. */
const WINDOW_GROWTH = { min: 2, max: 1440 };
/** A window with too many events is read again from a later start, this many times as short. */
const WINDOW_SHRINK = 32;
/** The events that a window should have: one page of FilterLogEvents.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const EVENTS_PER_WINDOW = 10_000;
/** The maximum retention of a log group: ten years. */
const MAX_RETENTION_MS = 3653 * 86_400_000;

/** The log group to read, which of its events count, and the number of events to go back. */
export interface LastArrivals {
  readonly group: string;
  readonly selection: Selection;
  /** Only events for which this returns true are counted. */
  matches(event: LogEvent): boolean;
  readonly count: number;
}

/** Goes back from a cursor by a number of matching events. Reads backwards from the cursor, so recent events are found quickly.
 *  @returns the position before the first of these events. If the log has fewer, the position before its first event. */
export async function goBack(
  logs: LogsContext,
  from: Cursor,
  { group, selection, matches, count }: LastArrivals,
): Promise<EventPosition> {
  const now = logs.clock.now();
  const earliest = Math.max(0, now - MAX_RETENTION_MS);
  let missing = count;
  let first: EventPosition | undefined;
  let until = Math.min(from.at.timestamp, now + MAX_AHEAD_MS) + 1;
  let length = FIRST_WINDOW_MS;
  let maxGrowth = WINDOW_GROWTH.max;
  while (until > earliest && missing > 0) {
    // The first window includes events with a timestamp in the future.
    const since = Math.max(earliest, Math.min(until, now) - length);
    let found: EventPosition[] = [];
    let eventCount = 0;
    for await (const page of readPages(logs, { ...selection, group, since, until })) {
      eventCount += page.length;
      if (eventCount > EVENTS_PER_WINDOW && length > FIRST_WINDOW_MS) break;
      for (const event of page) {
        if (!hasArrived(event, from.upTo) || !matches(event)) continue;
        const position = positionOf(event);
        if (comparePositions(position, from.at) <= 0) found.push(position);
      }
      found = found.sort(comparePositions).slice(-missing);
    }
    if (eventCount > EVENTS_PER_WINDOW && length > FIRST_WINDOW_MS) {
      length = Math.max(FIRST_WINDOW_MS, length / WINDOW_SHRINK);
      maxGrowth = WINDOW_GROWTH.min;
      continue;
    }
    missing -= found.length;
    first = found[0] ?? first;
    until = since;
    length *= Math.min(maxGrowth, Math.max(WINDOW_GROWTH.min, EVENTS_PER_WINDOW / eventCount));
  }
  return first === undefined ? from.at : positionBefore(first);
}

const MAX_IDENTITY = 2n ** 64n - 1n;

function positionBefore({ timestamp, identity }: EventPosition): EventPosition {
  if (identity > 0n) return { timestamp, identity: identity - 1n };
  return { timestamp: Math.max(0, timestamp - 1), identity: MAX_IDENTITY };
}
