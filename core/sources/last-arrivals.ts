import { type Cursor, comparePlaces, type EventPlace } from '../cursor.ts';
import type { LogEvent } from '../log-event.ts';
import { hasArrived, MAX_AHEAD_MS, placeOf } from './arrivals.ts';
import type { LogsContext } from './logs-context.ts';
import { readPages, type Selection } from './read-pages.ts';

/** The first window that is read, counted back from the end; each further one is twice as long. */
const FIRST_WINDOW_MS = 60_000;
/** The longest retention that the service has, ten years: nothing older is there. */
const LONGEST_RETENTION_MS = 3653 * 86_400_000;

export interface LastArrivals {
  readonly group: string;
  readonly selection: Selection;
  /** Which events count. */
  matches(event: LogEvent): boolean;
  readonly count: number;
}

/** Goes back from a cursor by a number of events, reading from there backwards: the more recent they are, the less is read.
 *  @returns the place after which they begin; at most the beginning of the log. */
export async function goBack(
  logs: LogsContext,
  from: Cursor,
  { group, selection, matches, count }: LastArrivals,
): Promise<EventPlace> {
  const now = logs.clock.now();
  const earliest = Math.max(0, now - LONGEST_RETENTION_MS);
  let missing = count;
  let first: EventPlace | undefined;
  let until = Math.min(from.at.timestamp, now + MAX_AHEAD_MS) + 1;
  for (let length = FIRST_WINDOW_MS; until > earliest && missing > 0; length *= 2) {
    // The few that are ahead of the clock belong to the first window.
    const since = Math.max(earliest, Math.min(until, now) - length);
    let found: EventPlace[] = [];
    for await (const page of readPages(logs, { ...selection, group, since, until })) {
      for (const event of page) {
        if (!hasArrived(event, from.upTo) || !matches(event)) continue;
        const place = placeOf(event);
        if (comparePlaces(place, from.at) <= 0) found.push(place);
      }
      found = found.sort(comparePlaces).slice(-missing);
    }
    missing -= found.length;
    first = found[0] ?? first;
    until = since;
  }
  return first === undefined ? from.at : justBefore(first);
}

const LARGEST_IDENTITY = 2n ** 64n - 1n;

function justBefore({ timestamp, identity }: EventPlace): EventPlace {
  if (identity > 0n) return { timestamp, identity: identity - 1n };
  return { timestamp: Math.max(0, timestamp - 1), identity: LARGEST_IDENTITY };
}
