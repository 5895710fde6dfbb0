import type { LogRecord } from '../../log-event.ts';
import { numberAt, textAt } from '../../record-fields.ts';
import type { CallLines } from './build-call.ts';
import { Completeness, type LogsRead } from './completeness.ts';
import { type HelperRecord, helperRecordIn, helperRecordOf, isWebhook } from './helper-record.ts';
import { type JoinedCall, joinCall } from './joined-call.ts';
import { functionRequestIdIn } from './line-fields.ts';
import { RecentMap } from './recent-map.ts';
import { RecordsById } from './records-by-id.ts';
import { requestTime } from './request-time.ts';

/** The options of `ApiCallJoiner`. */
export interface JoinOptions {
  /** How long a call waits for missing lines, by the clock of `add` and `take`; milliseconds. */
  readonly graceMs: number;
  /** How long it waits for optional lines, which may not exist for this call; milliseconds. @default graceMs */
  readonly optionalLinesGraceMs?: number;
  readonly reads: LogsRead;
  /** The maximum number of records. Above this, the oldest calls are returned incomplete. @default 200000 */
  readonly maxRecords?: number;
}

const MAX_RECORDS = 200_000;
/** Lines of functions and executions wait for the access line of their call this much longer than the grace period. */
const ORPHAN_GRACE_MS = 5 * 60_000;
/** Execution lines this far before or after the call belong to another call with the same request id. A client may choose the
 *  id. */
const SAME_CALL_MS = 2000;

/** A call whose access line arrived. */
interface OpenCall {
  readonly access: LogRecord;
  /** When the access line arrived, by the joiner's clock. */
  readonly arrivedAt: number;
  /** The state at the last check, which found the call incomplete. It is checked again only when the state differs. */
  checkedState?: string;
}

/** Joins the records of each request, in whatever order and however often they arrive. The access line is identified by
 *  `extendedRequestId`. Its `integrationRequestId` leads to the function's lines, and its `requestId` to the execution lines.
 *  Each call is returned once: when it is complete, or after a grace period, with a list of the missing lines. Lines that arrive
 *  later are dropped. */
export class ApiCallJoiner {
  readonly #options: JoinOptions;
  readonly #completeness: Completeness;
  readonly #calls = new Map<string, OpenCall>();
  readonly #functions = new RecordsById();
  readonly #executions = new RecordsById();
  /** By request id of the API: the request id of the function, from helper records. Some access lines lack it. */
  readonly #functionRequestIds = new RecentMap<string>();
  /** Ids of calls that were returned. */
  readonly #finished = new RecentMap<true>();
  #ready: JoinedCall[] = [];

  constructor(options: JoinOptions) {
    this.#options = options;
    this.#completeness = new Completeness(options.reads);
  }

  /** Adds a record. A record that does not belong to an API call is ignored.
   *  @param now the time of its arrival, in milliseconds. `add` and `take` must get the times of the same clock. */
  add(record: LogRecord, now: number): void {
    this.#completeness.learn(record);
    if (record.kind === 'api.access') this.#addAccess(record, now);
    else if (record.kind === 'api.execution') this.#addExecution(record, now);
    else this.#addFunction(record, now);
    while (this.recordCount > (this.#options.maxRecords ?? MAX_RECORDS)) this.#makeRoom(now);
  }

  /** Returns the calls that are complete or whose grace period is over, the oldest first. */
  take(now: number): JoinedCall[] {
    const { graceMs, optionalLinesGraceMs = graceMs } = this.#options;
    const timedOut = now - graceMs;
    const optionalTimedOut = now - optionalLinesGraceMs;
    for (const [key, open] of this.#calls) {
      if (open.arrivedAt <= timedOut || this.#isComplete(open, open.arrivedAt > optionalTimedOut))
        this.#finish(this.#linesOf(open), now, key);
    }
    this.#finishWithoutAccess(timedOut, now);
    this.#functions.dropBefore(timedOut - ORPHAN_GRACE_MS);
    this.#executions.dropBefore(timedOut - ORPHAN_GRACE_MS);
    const ready = this.#ready;
    this.#ready = [];
    return ready.sort((a, b) =>
      a.call.createdAt < b.call.createdAt ? -1 : a.call.createdAt > b.call.createdAt ? 1 : 0,
    );
  }

  /** Returns all remaining calls, complete or not, when no more lines will arrive. */
  end(): JoinedCall[] {
    return this.take(Number.POSITIVE_INFINITY);
  }

  /** The start of the oldest call that has not been returned, from its access line: epoch milliseconds; Infinity without such a
   *  call. */
  get oldestOpen(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { access } of this.#calls.values()) oldest = Math.min(oldest, requestTime(access).start);
    return oldest;
  }

  get recordCount(): number {
    return this.#calls.size + this.#functions.size + this.#executions.size;
  }

  /** Checks a call again only after a change that may have completed it. */
  #isComplete(open: OpenCall, awaitsOptional: boolean): boolean {
    const id = textAt(open.access.fields, 'integrationRequestId');
    const sizes = [this.#functions.get(id)?.size, this.#executions.get(open.access.requestId ?? null)?.size];
    const state = id === null ? undefined : `${sizes} ${awaitsOptional} ${this.#completeness.version}`;
    if (state !== undefined && state === open.checkedState) return false;
    if (this.#completeness.isComplete(this.#linesOf(open), awaitsOptional)) return true;
    if (state !== undefined) open.checkedState = state;
    return false;
  }

  /** Returns the calls whose helper record arrived, but no access line within the grace period. */
  #finishWithoutAccess(timedOut: number, now: number): void {
    const oldest = this.#functions.oldest?.[1];
    if (!oldest || oldest.arrivedAt > timedOut) return;
    const open = new Set([...this.#calls.values()].map((call) => this.#linesOf(call).functionRequestId));
    for (const [id, records] of this.#functions.entries()) {
      if (records.arrivedAt > timedOut) break;
      const isOrphan = !open.has(id) && records.find((record) => helperRecordOf(record) !== undefined);
      if (isOrphan) this.#finish(this.#linesOfFunction(id), now);
    }
  }

  #addAccess(record: LogRecord, now: number): void {
    const uniqueId = textAt(record.fields, 'extendedRequestId');
    const functionRequestId = textAt(record.fields, 'integrationRequestId');
    // A client may choose the request id: without a unique id, the time distinguishes two calls.
    const key = uniqueId ?? `${record.requestId} ${record.timestamp}`;
    if (this.#calls.has(key) || this.#finished.has(key)) return;
    if (functionRequestId !== null && this.#finished.has(functionRequestId)) return;
    this.#calls.set(key, { access: record, arrivedAt: now });
  }

  #addExecution(record: LogRecord, now: number): void {
    if (record.requestId !== undefined) this.#executions.add(record.requestId, record, now);
  }

  #addFunction(record: LogRecord, now: number): void {
    const helper = helperRecordOf(record);
    const id = textAt(helper, 'functionRequestId') ?? record.requestId ?? null;
    if (helper && isWebhook(helper)) this.#addWebhook(record, helper, id, now);
    else if (id !== null && !this.#finished.has(id)) this.#addFunctionLine(record, helper, id, now);
  }

  #addFunctionLine(record: LogRecord, helper: HelperRecord | undefined, id: string, now: number): void {
    this.#functions.add(id, record, now);
    for (const name of ['extendedRequestId', 'requestId']) {
      const requestId = textAt(helper, name);
      if (requestId !== null) this.#functionRequestIds.set(requestId, id, now);
    }
  }

  /** Adds a call that a function sent: its only line is the helper record. */
  #addWebhook(record: LogRecord, helper: HelperRecord, functionRequestId: string | null, now: number): void {
    const id = textAt(helper, 'id') ?? record.eventId ?? record.message;
    if (this.#finished.has(id)) return;
    this.#finished.set(id, true, now);
    this.#ready.push(joinCall({ access: undefined, helper, execution: [], function: [record], functionRequestId }, []));
  }

  #linesOf({ access }: OpenCall): CallLines {
    const requestId = access.requestId ?? '';
    const time = numberAt(access.fields, 'time') ?? access.timestamp;
    const latency = numberAt(access.fields, 'responseLatency') ?? Number.POSITIVE_INFINITY;
    const execution = (this.#executions.get(requestId)?.records() ?? []).filter(
      ({ timestamp }) => timestamp >= time - SAME_CALL_MS && timestamp <= time + latency + SAME_CALL_MS,
    );
    const functionRequestId = wasInvocationRefused(access)
      ? null
      : (textAt(access.fields, 'integrationRequestId') ??
        functionRequestIdIn(execution) ??
        this.#functionRequestIds.get(textAt(access.fields, 'extendedRequestId') ?? requestId) ??
        null);
    return { ...this.#linesOfFunction(functionRequestId), access, execution };
  }

  #linesOfFunction(functionRequestId: string | null): CallLines {
    const lines = this.#functions.get(functionRequestId)?.records() ?? [];
    return { access: undefined, helper: helperRecordIn(lines), execution: [], function: lines, functionRequestId };
  }

  /** Makes a call ready to be returned, and forgets its records.
   *  @param key of the open call; undefined when it has no access line. */
  #finish(lines: CallLines, now: number, key?: string): void {
    const { access, execution, functionRequestId } = lines;
    this.#ready.push(joinCall(lines, this.#completeness.finish(lines)));
    const uniqueId = key ?? textAt(lines.helper, 'extendedRequestId');
    if (uniqueId !== null) this.#finished.set(uniqueId, true, now);
    if (functionRequestId !== null) {
      this.#finished.set(functionRequestId, true, now);
      this.#functions.remove(functionRequestId);
    }
    if (access?.requestId !== undefined) this.#executions.remove(access.requestId, execution);
    if (key !== undefined) this.#calls.delete(key);
  }

  /** Returns the oldest call incomplete, or drops the oldest lines that have no access line. */
  #makeRoom(now: number): void {
    const [call] = this.#calls;
    const orphans = [this.#functions, this.#executions].filter(({ oldest }) => oldest !== undefined);
    const [records] = orphans.sort((a, b) => (a.oldest?.[1].arrivedAt ?? 0) - (b.oldest?.[1].arrivedAt ?? 0));
    const oldest = records?.oldest;
    if (call && (!oldest || call[1].arrivedAt <= oldest[1].arrivedAt))
      this.#finish(this.#linesOf(call[1]), now, call[0]);
    else if (oldest) records.remove(oldest[0]);
  }
}

/** Whether Lambda refused the invocation, because of throttling or permissions: the access line then has the id of the refusal, and
 *  the function's log has no line with it. */
function wasInvocationRefused({ fields }: LogRecord): boolean {
  return (numberAt(fields, 'integrationServiceStatus') ?? 0) >= 400;
}
