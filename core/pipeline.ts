import type { LogEvent, LogRecord, LogSource } from './log-event.ts';
import { merge } from './merge.ts';
import { parseEvent } from './parse/parse-event.ts';
import { type FollowOptions, follow } from './sources/follow.ts';
import { history, type Reader } from './sources/history.ts';

/** A stage hands events or records on in pages, so that a million of them cost no million promises. */
export type Pages<T> = AsyncIterable<readonly T[]>;

export interface TailOptions extends Omit<FollowOptions, 'groups'> {
  readonly sources: readonly LogSource[];
  /** Ends before this time (epoch milliseconds); undefined reads to the newest event. */
  readonly until?: number;
  /** Goes on until the reader's signal aborts. */
  readonly follow: boolean;
  /** One record as it is shown, without the newline at its end. */
  render(record: LogRecord): string;
}

/** The way of the logs: source, merge, parse, render. Gives text to write, each piece ending with a newline. */
export async function* tail(reader: Reader, options: TailOptions): AsyncGenerator<string> {
  const groups = options.sources.map((source) => source.group);
  const events = options.follow
    ? follow(reader, { ...options, groups })
    : merge(groups.map((group) => history(reader, { group, since: options.since, ...untilOf(options) })));
  const records = parse(events);
  yield* render(records, options.render);
}

async function* parse(events: Pages<LogEvent>): AsyncGenerator<readonly LogRecord[]> {
  for await (const page of events) yield page.map(parseEvent);
}

async function* render(records: Pages<LogRecord>, line: (record: LogRecord) => string): AsyncGenerator<string> {
  for await (const page of records) {
    let text = '';
    for (const record of page) text += `${line(record)}\n`;
    yield text;
  }
}

function untilOf(options: TailOptions): { until?: number } {
  return options.until === undefined ? {} : { until: options.until };
}
