import type { LogRecord } from '../../log-event.ts';
import type { CallParts } from './build-call.ts';
import { numberAt, textAt } from './call-fields.ts';
import { Completeness, type LogsRead } from './completeness.ts';
import { functionIdIn, joinParts } from './join-parts.ts';
import type { JoinedCall } from './joined-call.ts';
import { isWebhook, type OwnRecord, ownRecordIn, ownRecordOf } from './own-record.ts';
import { PartsById } from './parts-by-id.ts';
import { RecentMap } from './recent-map.ts';

export interface JoinOptions {
  /** How long a call waits for what it misses, by the clock of `add` and `take`; milliseconds. */
  readonly graceMs: number;
  /** How long it waits for what may come, but need not, as far as earlier calls tell. @default graceMs */
  readonly hopeMs?: number;
  readonly reads: LogsRead;
  /** How many records are held at most; beyond, the oldest calls are given out as they are. @default 200000 */
  readonly maxRecords?: number;
}

const MAX_RECORDS = 200_000;
/** Lines of functions and executions wait this much longer than the grace for the access line of their call. */
const ORPHAN_MS = 5 * 60_000;
/** Execution lines this far from the call belong to another one with the same request id, which a client may choose. */
const SAME_CALL_MS = 2000;

/** A call whose access line came. */
interface OpenCall {
  readonly access: LogRecord;
  readonly since: number;
  /** What was known when it was last looked at, and it was not complete. */
  known?: string;
}

/** Puts the records of one request together again, in whatever order they come, and however often: the access line is known by
 *  `extendedRequestId`, the function's lines by the access line's `integrationRequestId`, the execution lines by `requestId`.
 *  Each call is given out once: as soon as it is complete, or after a grace, marked with what is missing. What comes
 *  later is dropped. */
export class ApiCallJoiner {
  readonly #options: JoinOptions;
  readonly #completeness: Completeness;
  readonly #calls = new Map<string, OpenCall>();
  readonly #functions = new PartsById();
  readonly #executions = new PartsById();
  /** The function's request id by the API's, from the helper's records: not every access line tells it. */
  readonly #functionIds = new RecentMap<string>();
  /** Ids of calls that were given out. */
  readonly #settled = new RecentMap<true>();
  #ready: JoinedCall[] = [];

  constructor(options: JoinOptions) {
    this.#options = options;
    this.#completeness = new Completeness(options.reads);
  }

  /** Takes a record in; one that belongs to no API call changes nothing.
   *  @param now when it came: milliseconds of any clock, as long as it is always the same. */
  add(record: LogRecord, now: number): void {
    this.#completeness.learn(record);
    if (record.kind === 'api.access') this.#addAccess(record, now);
    else if (record.kind === 'api.execution') this.#addExecution(record, now);
    else this.#addFunction(record, now);
    while (this.held > (this.#options.maxRecords ?? MAX_RECORDS)) this.#makeRoom(now);
  }

  /** The calls that are complete, or waited long enough; the oldest first. */
  take(now: number): JoinedCall[] {
    const { graceMs, hopeMs = graceMs } = this.#options;
    const due = now - graceMs;
    const hopeless = now - hopeMs;
    for (const [key, open] of this.#calls) {
      if (open.since <= due || this.#isComplete(open, open.since > hopeless))
        this.#settle(this.#partsOf(open), now, key);
    }
    this.#settleWithoutAccess(due, now);
    this.#functions.dropBefore(due - ORPHAN_MS);
    this.#executions.dropBefore(due - ORPHAN_MS);
    const ready = this.#ready;
    this.#ready = [];
    return ready.sort((a, b) =>
      a.call.createdAt < b.call.createdAt ? -1 : a.call.createdAt > b.call.createdAt ? 1 : 0,
    );
  }

  /** Every call that is left, complete or not: nothing more will come. */
  end(): JoinedCall[] {
    return this.take(Number.POSITIVE_INFINITY);
  }

  /** When the oldest call began that was not given out yet, by its access line; infinity when there is none. */
  get oldestOpen(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { access } of this.#calls.values()) {
      oldest = Math.min(oldest, numberAt(access.fields, 'time') ?? access.timestamp);
    }
    return oldest;
  }

  /** How many records it holds now. */
  get held(): number {
    return this.#calls.size + this.#functions.size + this.#executions.size;
  }

  /** Looks at a call only when something came that may have completed it. */
  #isComplete(open: OpenCall, mayHope: boolean): boolean {
    const id = textAt(open.access.fields, 'integrationRequestId');
    const sizes = [this.#functions.get(id)?.size, this.#executions.get(open.access.requestId ?? null)?.size];
    const known = id === null ? undefined : `${sizes} ${mayHope} ${this.#completeness.version}`;
    if (known !== undefined && known === open.known) return false;
    if (this.#completeness.isComplete(this.#partsOf(open), mayHope)) return true;
    if (known !== undefined) open.known = known;
    return false;
  }

  /** Calls of which the helper's record came, and no access line in all the time. */
  #settleWithoutAccess(due: number, now: number): void {
    const oldest = this.#functions.oldest?.[1];
    if (!oldest || oldest.since > due) return;
    const open = new Set([...this.#calls.values()].map((call) => this.#partsOf(call).functionRequestId));
    for (const [id, part] of this.#functions.entries()) {
      if (part.since > due) break;
      const isAlone = !open.has(id) && part.find((record) => ownRecordOf(record) !== undefined);
      if (isAlone) this.#settle(this.#partsOfFunction(id), now);
    }
  }

  #addAccess(record: LogRecord, now: number): void {
    const uniqueId = textAt(record.fields, 'extendedRequestId');
    const functionId = textAt(record.fields, 'integrationRequestId');
    // Without an id that is unique, the time has to tell two calls apart: a client may choose the request id.
    const key = uniqueId ?? `${record.requestId} ${record.timestamp}`;
    if (this.#calls.has(key) || this.#settled.has(key)) return;
    if (functionId !== null && this.#settled.has(functionId)) return;
    this.#calls.set(key, { access: record, since: now });
  }

  #addExecution(record: LogRecord, now: number): void {
    if (record.requestId !== undefined) this.#executions.add(record.requestId, record, now);
  }

  #addFunction(record: LogRecord, now: number): void {
    const own = ownRecordOf(record);
    const id = textAt(own, 'functionRequestId') ?? record.requestId ?? null;
    if (own && isWebhook(own)) this.#addWebhook(record, own, id, now);
    else if (id !== null && !this.#settled.has(id)) this.#addLine(record, own, id, now);
  }

  #addLine(record: LogRecord, own: OwnRecord | undefined, id: string, now: number): void {
    this.#functions.add(id, record, now);
    for (const name of ['extendedRequestId', 'requestId']) {
      const requestId = textAt(own, name);
      if (requestId !== null) this.#functionIds.set(requestId, id, now);
    }
  }

  /** A call that a function made: the helper's record is all there is of it. */
  #addWebhook(record: LogRecord, own: OwnRecord, functionRequestId: string | null, now: number): void {
    const id = textAt(own, 'id') ?? record.eventId ?? record.message;
    if (this.#settled.has(id)) return;
    this.#settled.set(id, true, now);
    const parts = { access: undefined, own, execution: [], function: [record], functionRequestId };
    this.#ready.push(joinParts(parts, []));
  }

  #partsOf({ access }: OpenCall): CallParts {
    const requestId = access.requestId ?? '';
    const time = numberAt(access.fields, 'time') ?? access.timestamp;
    const latency = numberAt(access.fields, 'responseLatency') ?? Number.POSITIVE_INFINITY;
    const execution = (this.#executions.get(requestId)?.records() ?? []).filter(
      ({ timestamp }) => timestamp >= time - SAME_CALL_MS && timestamp <= time + latency + SAME_CALL_MS,
    );
    const functionRequestId = wasNotRun(access)
      ? null
      : (textAt(access.fields, 'integrationRequestId') ??
        functionIdIn(execution) ??
        this.#functionIds.get(textAt(access.fields, 'extendedRequestId') ?? requestId) ??
        null);
    return { ...this.#partsOfFunction(functionRequestId), access, execution };
  }

  #partsOfFunction(functionRequestId: string | null): CallParts {
    const lines = this.#functions.get(functionRequestId)?.records() ?? [];
    return { access: undefined, own: ownRecordIn(lines), execution: [], function: lines, functionRequestId };
  }

  /** Gives a call out, and forgets its records.
   *  @param key of the open call; undefined when it has no access line. */
  #settle(parts: CallParts, now: number, key?: string): void {
    const { access, execution, functionRequestId } = parts;
    this.#ready.push(joinParts(parts, this.#completeness.settle(parts)));
    const uniqueId = key ?? textAt(parts.own, 'extendedRequestId');
    if (uniqueId !== null) this.#settled.set(uniqueId, true, now);
    if (functionRequestId !== null) {
      this.#settled.set(functionRequestId, true, now);
      this.#functions.remove(functionRequestId);
    }
    if (access?.requestId !== undefined) this.#executions.remove(access.requestId, execution);
    if (key !== undefined) this.#calls.delete(key);
  }

  /** Too much is held: the oldest call goes out as it is, or the oldest lines without one are forgotten. */
  #makeRoom(now: number): void {
    const [call] = this.#calls;
    const orphans = [this.#functions, this.#executions].filter(({ oldest }) => oldest !== undefined);
    const [parts] = orphans.sort((a, b) => (a.oldest?.[1].since ?? 0) - (b.oldest?.[1].since ?? 0));
    const oldest = parts?.oldest;
    if (call && (!oldest || call[1].since <= oldest[1].since)) this.#settle(this.#partsOf(call[1]), now, call[0]);
    else if (oldest) parts.remove(oldest[0]);
  }
}

/** Whether Lambda refused to run the function, for its concurrency or its permissions: the id is that of the refusal then, and
 *  no line of a function has it. */
function wasNotRun({ fields }: LogRecord): boolean {
  return (numberAt(fields, 'integrationServiceStatus') ?? 0) >= 400;
}
