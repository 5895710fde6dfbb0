import type { LogSource } from '../log-event.ts';
import type { LogsContext } from './logs-context.ts';
import { readGroups } from './read-groups.ts';
import type { Selection } from './read-pages.ts';

/** The length of the last window, which is read first. Each earlier window is twice as long. */
const FIRST_WINDOW_MS = 60_000;

/** The log groups to read, and the number of their last events to find. */
export interface LastEventsOptions {
  readonly sources: readonly LogSource[];
  readonly selection: Selection;
  readonly count: number;
  /** Epoch milliseconds; `since` is inclusive, `until` exclusive. */
  readonly since: number;
  readonly until: number;
}

/** Finds where the last events of several log groups start. Reads backwards from the end, so recent events are found quickly.
 *  @returns the time of the first of these events, and how many other events of the same millisecond come before it. */
export async function findStartOfLast(
  logs: LogsContext,
  options: LastEventsOptions,
): Promise<{ since: number; skip: number }> {
  let found: readonly number[] = [];
  let until = options.until;
  for (let length = FIRST_WINDOW_MS; until > options.since; length *= 2) {
    const since = Math.max(options.since, until - length);
    found = [...(await readTimestamps(logs, options, since, until)), ...found];
    if (found.length >= options.count) break;
    until = since;
  }
  const index = Math.max(0, found.length - options.count);
  const since = found[index];
  return since === undefined ? { since: options.since, skip: 0 } : { since, skip: index - found.indexOf(since) };
}

/** The timestamps of all events of a window, sorted. */
async function readTimestamps(
  logs: LogsContext,
  { sources, selection }: LastEventsOptions,
  since: number,
  until: number,
): Promise<number[]> {
  const times: number[] = [];
  for await (const page of readGroups(logs, sources, { ...selection, since, until })) {
    for (const event of page) times.push(event.timestamp);
  }
  return times;
}
