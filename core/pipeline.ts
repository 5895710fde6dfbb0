// How an event gets from CloudWatch Logs to the screen. Each stage is a function from pages to pages:
//
//   source  reads events of log groups   core/sources: readGroups (a time range), follow (polling), liveTail (Live Tail)
//   merge   sorts them by time           core/merge.ts, inside the sources
//   skip    leaves out the first events    here
//   parse   LogEvent -> LogRecord        core/parse/parse-event.ts
//   filter  --grep, --level, …           core/filter-records.ts
//   query   --query                      core/query-records.ts
//   render  LogRecord -> text            core/render
//
// `logs tail` runs all of them. `logs api`, `logs trace`, `logs usage`, backfill and the Logs API combine the same stages with the
// join in core/calls/join, which makes one API call of the records of one request.

import type { FollowedEvent, LogRecord, LogSource, Pages } from './log-event.ts';
import { parseEvent } from './parse/parse-event.ts';
import type { RecordQuery } from './query-records.ts';
import { follow } from './sources/follow.ts';
import type { FollowOptions } from './sources/followed-groups.ts';
import { liveTail } from './sources/live-tail.ts';
import type { LogsContext } from './sources/logs-context.ts';
import { readGroups } from './sources/read-groups.ts';
import type { Selection } from './sources/read-pages.ts';

/** The options of the whole pipeline, from the log groups to the text. */
export interface TailOptions extends FollowOptions {
  /** The log groups, from core/targets. */
  readonly sources: readonly LogSource[];
  /** Reads events before this time: epoch milliseconds. @default up to the newest event */
  readonly until?: number;
  /** Whether to continue with new events until the signal of the LogsContext aborts. */
  readonly follow: boolean;
  /** Follows with Live Tail instead of polling; events arrive within a second. @default false */
  readonly live?: boolean;
  /** Filters that CloudWatch Logs applies. */
  readonly selection?: Selection;
  /** How many events to leave out at the start. @default 0 */
  readonly skip?: number;
  /** Whether to show a record. @default all records */
  readonly filter?: ((record: LogRecord) => boolean) | undefined;
  /** Replaces a record by a part of it. @default the whole record */
  readonly query?: RecordQuery | undefined;
  /** The text of a record, without a newline at the end. */
  render(record: LogRecord): string;
}

/** Reads log groups and yields the text to write, in chunks that end with a newline. */
export async function* tail(logs: LogsContext, options: TailOptions): AsyncGenerator<string> {
  const { sources, since, until, selection = {} } = options;
  const events: Pages<FollowedEvent> = options.follow
    ? (options.live ? liveTail : follow)(logs, sources, options)
    : readGroups(logs, sources, { ...selection, since, ...(until !== undefined && { until }) });
  const records = parse(options.skip ? skip(events, options.skip) : events);
  const filtered = options.filter ? filter(records, options.filter) : records;
  yield* render(options.query ? query(filtered, options.query) : filtered, options.render);
}

async function* skip(events: Pages<FollowedEvent>, count: number): AsyncGenerator<readonly FollowedEvent[]> {
  let remaining = count;
  for await (const page of events) {
    yield remaining === 0 ? page : page.slice(remaining);
    remaining = Math.max(0, remaining - page.length);
  }
}

async function* parse(events: Pages<FollowedEvent>): AsyncGenerator<readonly LogRecord[]> {
  for await (const page of events) yield page.map((event) => parseEvent(event));
}

async function* filter(
  records: Pages<LogRecord>,
  matches: (record: LogRecord) => boolean,
): AsyncGenerator<readonly LogRecord[]> {
  for await (const page of records) yield page.filter(matches);
}

async function* query(records: Pages<LogRecord>, evaluate: RecordQuery): AsyncGenerator<readonly LogRecord[]> {
  for await (const page of records) yield page.flatMap((record) => evaluate(record) ?? []);
}

async function* render(records: Pages<LogRecord>, toText: (record: LogRecord) => string): AsyncGenerator<string> {
  for await (const page of records) {
    let text = '';
    for (const record of page) text += `${toText(record)}\n`;
    if (text !== '') yield text;
  }
}
