import { isAtLeast } from '../levels.ts';
import type { LogRecord, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import { parseEvent } from '../parse/parse-event.ts';
import type { Pages } from '../pipeline.ts';
import { follow } from '../sources/follow.ts';
import type { FollowOptions } from '../sources/followed-groups.ts';
import { historyOf } from '../sources/histories.ts';
import type { LogsContext } from '../sources/logs-context.ts';
import { withTicks } from '../with-ticks.ts';
import { ApiCallJoiner } from './join/api-call-joiner.ts';
import type { JoinedCall } from './join/joined-call.ts';
import { ownRecordOf } from './join/own-record.ts';

export interface ApiCallsOptions extends FollowOptions {
  readonly sources: readonly LogSource[];
  /** Ends before this time (epoch milliseconds); undefined reads to the newest event. */
  readonly until?: number;
  /** Goes on until the reader's signal aborts. */
  readonly follow: boolean;
  /** Keeps what the function logged with each call; else only what tells of the call itself. */
  readonly keepLines: boolean;
}

/** While following, a call is shown this long after its access line even if others are missing: milliseconds. */
const FOLLOW_GRACE_MS = 15_000;
/** And this long where only such are missing that may never come: of a helper that the function may not have. */
const FOLLOW_HOPE_MS = 1500;
/** In what is read back, lines of a call are this far apart at most; the lines of its function are looked for as much around. */
const HISTORY_GRACE_MS = 60_000;
/** How often the calls that are open are looked through: after so many milliseconds, or so many lines that are read back. */
const LOOK_EVERY_MS = 250;
const LOOK_EVERY_LINES = 2000;

/** The way of API calls: source, merge, parse, join. Calls that are read back come in order of time; while following, each
 *  comes as soon as it is complete. */
export async function* apiCalls(reader: LogsContext, options: ApiCallsOptions): AsyncGenerator<readonly JoinedCall[]> {
  const { sources, keepLines } = options;
  const joiner = new ApiCallJoiner({
    ...(options.follow ? { graceMs: FOLLOW_GRACE_MS, hopeMs: FOLLOW_HOPE_MS } : { graceMs: HISTORY_GRACE_MS }),
    reads: {
      execution: sources.some(({ role }) => role === 'execution'),
      functions: sources.some(({ role }) => role !== 'access' && role !== 'execution'),
    },
  });
  const isKept = keepLines ? () => true : tellsOfCall;
  yield* options.follow ? followedCalls(reader, options, joiner, isKept) : readCalls(reader, options, joiner, isKept);
}

async function* followedCalls(
  reader: LogsContext,
  options: ApiCallsOptions,
  joiner: ApiCallJoiner,
  isKept: (record: LogRecord) => boolean,
): AsyncGenerator<readonly JoinedCall[]> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  for await (const page of withTicks(follow(reader, options.sources, options), LOOK_EVERY_MS, reader.clock)) {
    const now = reader.clock.now();
    for (const event of page) {
      const record = parseEvent(event);
      if (isKept(record)) joiner.add(record, now);
    }
    if (now - lookedAt < LOOK_EVERY_MS) continue;
    lookedAt = now;
    yield joiner.take(now);
  }
  yield joiner.end();
}

async function* readCalls(
  reader: LogsContext,
  options: ApiCallsOptions,
  joiner: ApiCallJoiner,
  isKept: (record: LogRecord) => boolean,
): AsyncGenerator<readonly JoinedCall[]> {
  let waiting: JoinedCall[] = [];
  let lines = 0;
  let now = 0;
  for await (const page of eventsOf(reader, options)) {
    for (const event of page) {
      const record = parseEvent(event);
      // The lines are in order of time: it goes on with them.
      now = record.timestamp;
      if (isKept(record)) joiner.add(record, now);
    }
    lines += page.length;
    if (lines < LOOK_EVERY_LINES) continue;
    lines = 0;
    waiting.push(...joiner.take(now));
    // A call that takes long is complete after others that came later, and its access line stands where it ended: these wait.
    const until = new Date(Math.min(joiner.oldestOpen, now - HISTORY_GRACE_MS)).toISOString();
    yield inWindow(waiting.filter(({ call }) => call.createdAt < until).sort(byTime), options);
    waiting = waiting.filter(({ call }) => call.createdAt >= until);
  }
  yield inWindow([...waiting, ...joiner.end()].sort(byTime), options);
}

function eventsOf(
  reader: LogsContext,
  { sources, since, until }: ApiCallsOptions,
): Pages<Parameters<typeof parseEvent>[0]> {
  return merge(
    sources.map((source) => {
      const margin = source.role === 'execution' || source.role === 'function' ? HISTORY_GRACE_MS : 0;
      return historyOf(reader, source, {
        since: since - margin,
        ...(until !== undefined && { until: until + margin }),
      });
    }),
  );
}

/** Functions were read beyond the window: what is known from their lines alone has to lie inside. */
function inWindow(calls: readonly JoinedCall[], { since, until }: ApiCallsOptions): JoinedCall[] {
  return calls.filter(({ call, records }) => {
    if (records.some(({ kind }) => kind === 'api.access')) return true;
    const time = Date.parse(call.createdAt);
    return time >= since && (until === undefined || time < until);
  });
}

function byTime(a: JoinedCall, b: JoinedCall): number {
  return a.call.createdAt < b.call.createdAt ? -1 : a.call.createdAt > b.call.createdAt ? 1 : 0;
}

/** Whether a record says something of the call, and not only of what the function did meanwhile. */
function tellsOfCall(record: LogRecord): boolean {
  switch (record.kind) {
    case 'api.access':
    case 'api.execution':
    case 'function.report':
      return true;
    default:
      return (record.level !== undefined && isAtLeast(record.level, 'ERROR')) || ownRecordOf(record) !== undefined;
  }
}
