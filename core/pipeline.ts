import type { FollowedEvent, LogRecord, LogSource } from './log-event.ts';
import { parseEvent } from './parse/parse-event.ts';
import type { RecordQuery } from './query-records.ts';
import { follow } from './sources/follow.ts';
import type { FollowOptions } from './sources/followed-groups.ts';
import { liveTail } from './sources/live-tail.ts';
import type { LogsContext } from './sources/logs-context.ts';
import { readGroups } from './sources/read-groups.ts';
import type { Selection } from './sources/read-pages.ts';

/** A stage hands events or records on in pages, so that a million of them cost no million promises. */
export type Pages<T> = AsyncIterable<readonly T[]>;

export interface TailOptions extends FollowOptions {
  readonly sources: readonly LogSource[];
  /** Ends before this time (epoch milliseconds); undefined reads to the newest event. */
  readonly until?: number;
  /** Goes on until the signal of `logs` aborts. */
  readonly follow: boolean;
  /** Follows with Live Tail, within a second. @default false */
  readonly live?: boolean;
  /** What the service itself leaves out. */
  readonly selection?: Selection;
  /** Leaves out this many events at the beginning. @default 0 */
  readonly skip?: number;
  /** Which records are shown; all by default. */
  readonly filter?: ((record: LogRecord) => boolean) | undefined;
  /** What is shown of each of them; the record itself by default. */
  readonly query?: RecordQuery | undefined;
  /** One record as it is shown, without the newline at its end. */
  render(record: LogRecord): string;
}

/** The way of the logs: source, merge, parse, filter, query, render. Gives text to write, each piece ending with a newline. */
export async function* tail(logs: LogsContext, options: TailOptions): AsyncGenerator<string> {
  const { sources, since, until, selection = {} } = options;
  const events: Pages<FollowedEvent> = options.follow
    ? (options.live ? liveTail : follow)(logs, sources, options)
    : readGroups(logs, sources, { ...selection, since, ...(until !== undefined && { until }) });
  const records = parse(options.skip ? skip(events, options.skip) : events);
  const wanted = options.filter ? filter(records, options.filter) : records;
  yield* render(options.query ? query(wanted, options.query) : wanted, options.render);
}

async function* skip(events: Pages<FollowedEvent>, count: number): AsyncGenerator<readonly FollowedEvent[]> {
  let left = count;
  for await (const page of events) {
    yield left === 0 ? page : page.slice(left);
    left = Math.max(0, left - page.length);
  }
}

async function* parse(events: Pages<FollowedEvent>): AsyncGenerator<readonly LogRecord[]> {
  for await (const page of events) yield page.map(parseEvent);
}

async function* filter(
  records: Pages<LogRecord>,
  isWanted: (record: LogRecord) => boolean,
): AsyncGenerator<readonly LogRecord[]> {
  for await (const page of records) yield page.filter(isWanted);
}

async function* query(records: Pages<LogRecord>, ask: RecordQuery): AsyncGenerator<readonly LogRecord[]> {
  for await (const page of records) yield page.flatMap((record) => ask(record) ?? []);
}

async function* render(records: Pages<LogRecord>, line: (record: LogRecord) => string): AsyncGenerator<string> {
  for await (const page of records) {
    let text = '';
    for (const record of page) text += `${line(record)}\n`;
    if (text !== '') yield text;
  }
}
