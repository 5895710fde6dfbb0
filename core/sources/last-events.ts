import type { LogSource } from '../log-event.ts';
import type { LogsContext } from './logs-context.ts';
import { readGroups } from './read-groups.ts';
import type { Selection } from './read-pages.ts';

/** The first window that is read, counted back from the end; each further one is twice as long. */
const FIRST_WINDOW_MS = 60_000;

export interface LastEventsOptions {
  readonly sources: readonly LogSource[];
  readonly selection: Selection;
  readonly count: number;
  /** Epoch milliseconds: nothing before `since` is looked at, nothing from `until` on. */
  readonly since: number;
  readonly until: number;
}

/** Where the last events of several log groups begin, found from the end backwards: the more recent they are, the less is read.
 *  @returns the time of the first of them, and how many events of that very millisecond come before it. */
export async function findStartOfLast(
  logs: LogsContext,
  options: LastEventsOptions,
): Promise<{ since: number; skip: number }> {
  let newer: readonly number[] = [];
  let until = options.until;
  for (let length = FIRST_WINDOW_MS; until > options.since; length *= 2) {
    const since = Math.max(options.since, until - length);
    newer = [...(await timestamps(logs, options, since, until)), ...newer];
    if (newer.length >= options.count) break;
    until = since;
  }
  const index = Math.max(0, newer.length - options.count);
  const since = newer[index];
  return since === undefined ? { since: options.since, skip: 0 } : { since, skip: index - newer.indexOf(since) };
}

/** When the events of a window happened, in order. */
async function timestamps(
  logs: LogsContext,
  { sources, selection }: LastEventsOptions,
  since: number,
  until: number,
): Promise<number[]> {
  const found: number[] = [];
  for await (const page of readGroups(logs, sources, { ...selection, since, until })) {
    for (const event of page) found.push(event.timestamp);
  }
  return found;
}
