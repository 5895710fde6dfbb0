import { interleaveTicks } from '../interleave-ticks.ts';
import { isAtLeast } from '../levels.ts';
import type { FollowedEvent, LogRecord, LogSource, Pages } from '../log-event.ts';
import { merge } from '../merge.ts';
import { parseEvent } from '../parse/parse-event.ts';
import { follow } from '../sources/follow.ts';
import type { FollowOptions } from '../sources/followed-groups.ts';
import { roleByGroup } from '../sources/group-roles.ts';
import type { LogsContext } from '../sources/logs-context.ts';
import { readGroup } from '../sources/read-groups.ts';
import { ApiCallJoiner } from './join/api-call-joiner.ts';
import { helperRecordOf } from './join/helper-record.ts';
import type { JoinedCall } from './join/joined-call.ts';

export interface ApiCallsOptions extends FollowOptions {
  readonly sources: readonly LogSource[];
  /** Ends before this time (epoch milliseconds); undefined reads to the newest event. */
  readonly until?: number;
  /** Continues until the signal of the context aborts. */
  readonly follow: boolean;
  /** Keeps all lines of the function with each call; otherwise only lines about the call itself (`isCallRecord`). */
  readonly keepLines: boolean;
}

/** While following, a call is shown this long after its access line, even if other lines are missing. */
const FOLLOW_GRACE_MS = 15_000;
/** While following, a call waits only this long for lines that may not exist, such as the record of a helper. */
const OPTIONAL_LINES_GRACE_MS = 1500;
/** In past events, the lines of a call are at most this far apart. Functions and executions are read this much before and after the
 *  time range. */
const HISTORY_GRACE_MS = 60_000;
/** How often the open calls are checked: while following after this time, in past events after this number of lines. */
const CHECK_INTERVAL_MS = 250;
const CHECK_INTERVAL_LINES = 2000;

/** Reads API calls: source, merge, parse, join. Past calls are returned in order of time; while following, each call is returned
 *  when it is complete. */
export async function* readApiCalls(
  logs: LogsContext,
  options: ApiCallsOptions,
): AsyncGenerator<readonly JoinedCall[]> {
  const { sources, keepLines } = options;
  const joiner = new ApiCallJoiner({
    ...(options.follow
      ? { graceMs: FOLLOW_GRACE_MS, optionalLinesGraceMs: OPTIONAL_LINES_GRACE_MS }
      : { graceMs: HISTORY_GRACE_MS }),
    reads: {
      execution: sources.some(({ role }) => role === 'execution'),
      functions: sources.some(({ role }) => role !== 'access' && role !== 'execution'),
    },
  });
  const isKept = keepLines ? () => true : isCallRecord;
  yield* options.follow ? followCalls(logs, options, joiner, isKept) : readPastCalls(logs, options, joiner, isKept);
}

async function* followCalls(
  logs: LogsContext,
  options: ApiCallsOptions,
  joiner: ApiCallJoiner,
  isKept: (record: LogRecord) => boolean,
): AsyncGenerator<readonly JoinedCall[]> {
  const roleOf = roleByGroup(options.sources);
  let checkedAt = Number.NEGATIVE_INFINITY;
  for await (const page of interleaveTicks(follow(logs, options.sources, options), CHECK_INTERVAL_MS, logs.clock)) {
    const now = logs.clock.now();
    for (const event of page) {
      const record = parseEvent(event, roleOf(event.group));
      if (isKept(record)) joiner.add(record, now);
    }
    if (now - checkedAt < CHECK_INTERVAL_MS) continue;
    checkedAt = now;
    yield joiner.take(now);
  }
  yield joiner.end();
}

async function* readPastCalls(
  logs: LogsContext,
  options: ApiCallsOptions,
  joiner: ApiCallJoiner,
  isKept: (record: LogRecord) => boolean,
): AsyncGenerator<readonly JoinedCall[]> {
  const roleOf = roleByGroup(options.sources);
  let waiting: JoinedCall[] = [];
  let lines = 0;
  let now = 0;
  for await (const page of readEvents(logs, options)) {
    for (const event of page) {
      const record = parseEvent(event, roleOf(event.group));
      // The lines are in order of time, so they are the joiner's clock.
      now = record.timestamp;
      if (isKept(record)) joiner.add(record, now);
    }
    lines += page.length;
    if (lines < CHECK_INTERVAL_LINES) continue;
    lines = 0;
    waiting = waiting.concat(joiner.take(now));
    // A slow call is complete only after later calls, because its access line is written at its end: the later calls wait for it.
    const until = new Date(Math.min(joiner.oldestOpen, now - HISTORY_GRACE_MS)).toISOString();
    yield inWindow(waiting.filter(({ call }) => call.createdAt < until).sort(byTime), options);
    waiting = waiting.filter(({ call }) => call.createdAt >= until);
  }
  yield inWindow([...waiting, ...joiner.end()].sort(byTime), options);
}

function readEvents(logs: LogsContext, { sources, since, until }: ApiCallsOptions): Pages<FollowedEvent> {
  return merge(
    sources.map((source) => {
      const margin = source.role === 'execution' || source.role === 'function' ? HISTORY_GRACE_MS : 0;
      return readGroup(logs, source, {
        since: since - margin,
        ...(until !== undefined && { until: until + margin }),
      });
    }),
  );
}

/** Leaves out calls without an access line that are outside the time range: functions were read before and after it. */
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

/** Whether a record is about the call itself, and not only a line that the function logged. */
function isCallRecord(record: LogRecord): boolean {
  switch (record.kind) {
    case 'api.access':
    case 'api.execution':
    case 'function.report':
      return true;
    default:
      return (record.level !== undefined && isAtLeast(record.level, 'ERROR')) || helperRecordOf(record) !== undefined;
  }
}
