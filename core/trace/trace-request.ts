import { Completeness } from '../calls/join/completeness.ts';
import { helperRecordIn } from '../calls/join/helper-record.ts';
import { type JoinedCall, joinCall } from '../calls/join/joined-call.ts';
import { functionRequestIdIn } from '../calls/join/line-fields.ts';
import type { LogRecord, LogSource } from '../log-event.ts';
import { numberAt, textAt } from '../record-fields.ts';
import type { LogsContext } from '../sources/logs-context.ts';
import { invocationLines } from './invocation-lines.ts';
import { isOf, type WantedId } from './request-ids.ts';
import { type SearchWindow, searchIds } from './search.ts';

/** Lines of a request are not further before and behind it than this: milliseconds. */
const BEFORE_MS = 5000;
const BEHIND_MS = 60_000;
/** The longest that a request may take: a function's timeout, which streaming waits for.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LONGEST_REQUEST_MS = 15 * 60_000;
/** A short id, or a trace, may belong to more requests; as many are shown. */
export const MOST_REQUESTS = 20;

export interface TraceOptions extends SearchWindow {
  readonly id: WantedId;
  readonly sources: readonly LogSource[];
}

/** Everything that a request left, found by any of its ids: the access log first, then only where that leads, to the execution
 *  log of that stage and to the function. Where no access line has the id, the functions and execution logs are searched for
 *  it. Oldest first; at most `MOST_REQUESTS`. */
export async function traceRequest(reader: LogsContext, options: TraceOptions): Promise<JoinedCall[]> {
  const trace = new Trace(reader, options);
  const access = await trace.accessLines(options.id.text);
  if (access.length > 0) return trace.all(access.slice(0, MOST_REQUESTS).map((line) => trace.ofAccessLine(line)));
  return trace.withoutAccessLine();
}

class Trace {
  readonly #reader: LogsContext;
  readonly #options: TraceOptions;

  constructor(reader: LogsContext, options: TraceOptions) {
    this.#reader = reader;
    this.#options = options;
  }

  async all(calls: readonly Promise<JoinedCall>[]): Promise<JoinedCall[]> {
    const joined = await Promise.all(calls);
    return joined.sort((a, b) => (a.call.createdAt < b.call.createdAt ? -1 : 1));
  }

  /** The access lines of the request that is asked for. */
  async accessLines(text: string): Promise<LogRecord[]> {
    const found = await this.#search('access', [text], this.#options);
    const wanted = text === this.#options.id.text ? this.#options.id : { text, isShort: false };
    return found.filter((record) => record.kind === 'api.access' && isOf(record, wanted));
  }

  async ofAccessLine(access: LogRecord): Promise<JoinedCall> {
    const window = windowAround(access);
    const requestId = access.requestId ?? '';
    const execution = await this.#execution(requestId, window, stageOf(access));
    const functionId = textAt(access.fields, 'integrationRequestId') ?? functionRequestIdIn(execution);
    const authorizerId = textAt(access.fields, 'authorizerRequestId');
    const lines = await this.#functionLines(functionId ?? requestId, window, functionNamed(execution));
    const authorizer = authorizerId === null ? [] : await this.#functionLines(authorizerId, window, undefined);
    return this.#join({ access, execution, lines, authorizer, functionId: functionId ?? functionIdOf(lines) });
  }

  /** Invocations that no API made, or whose API writes no access log, or one without these ids. */
  async withoutAccessLine(): Promise<JoinedCall[]> {
    const { id } = this.#options;
    const found = (await this.#search('function', [id.text], this.#options)).filter((record) => isOf(record, id));
    const functionIds = [...new Set(found.map(functionIdOfLine).filter((functionId) => functionId !== undefined))];
    if (functionIds.length > 0) {
      return this.all(functionIds.slice(0, MOST_REQUESTS).map((functionId) => this.#ofInvocation(functionId, found)));
    }
    const execution = (await this.#search('execution', [id.text], this.#options)).filter((record) => isOf(record, id));
    const requestIds = [
      ...new Set(execution.map(({ requestId }) => requestId).filter((requestId) => requestId !== undefined)),
    ];
    return this.all(requestIds.slice(0, MOST_REQUESTS).map((requestId) => this.#ofExecution(requestId, execution)));
  }

  async #ofInvocation(functionId: string, found: readonly LogRecord[]): Promise<JoinedCall> {
    const ofThis = found.filter((record) => functionIdOfLine(record) === functionId);
    const [first] = ofThis;
    const helper = helperRecordIn(ofThis);
    const apiId = textAt(helper, 'extendedRequestId') ?? textAt(helper, 'requestId');
    const [access] = await this.accessLines(apiId ?? functionId);
    if (access) return this.ofAccessLine(access);
    const window = first ? windowAround(first) : this.#options;
    const groups = new Set(ofThis.map(({ group }) => group));
    const lines = await this.#functionLines(functionId, window, (source) => groups.has(source.group));
    const requestId = textAt(helper, 'requestId') ?? requestIdIn(lines);
    const execution = requestId === null ? [] : await this.#execution(requestId, window);
    return this.#join({ execution, lines, functionId });
  }

  async #ofExecution(requestId: string, found: readonly LogRecord[]): Promise<JoinedCall> {
    const first = found.find((record) => record.requestId === requestId);
    const window = first ? windowAround(first) : this.#options;
    const execution = await this.#execution(requestId, window);
    const functionId = functionRequestIdIn(execution);
    const lines = functionId === null ? [] : await this.#functionLines(functionId, window, functionNamed(execution));
    return this.#join({ execution, lines, functionId });
  }

  /** @param stage `api id/stage`, which the names of execution log groups end with; undefined searches all of them. */
  async #execution(requestId: string, window: SearchWindow, stage?: string): Promise<LogRecord[]> {
    const isOfStage = ({ group }: LogSource) =>
      stage === undefined || group.endsWith(`_${stage}`) || group.endsWith(`/${stage}`);
    const found = await this.#search('execution', [requestId], window, isOfStage);
    return found.filter((record) => record.kind === 'api.execution' && record.requestId === requestId);
  }

  #functionLines(
    functionId: string,
    window: SearchWindow,
    isCandidate: ((source: LogSource) => boolean) | undefined,
  ): Promise<LogRecord[]> {
    return invocationLines(this.#reader, this.#sources('function', isCandidate), functionId, window);
  }

  async #search(
    role: NonNullable<LogSource['role']>,
    ids: readonly string[],
    { since, until }: SearchWindow,
    isCandidate?: (source: LogSource) => boolean,
  ): Promise<LogRecord[]> {
    const sources = this.#sources(role, isCandidate);
    return sources.length === 0
      ? []
      : searchIds(this.#reader, sources, ids, { since, ...(until !== undefined && { until }) });
  }

  /** Log groups of a role, and those of which nobody knows it. When none of them is a candidate, all are. */
  #sources(role: NonNullable<LogSource['role']>, isCandidate?: (source: LogSource) => boolean): readonly LogSource[] {
    const ofRole = this.#options.sources.filter((source) => source.role === role || source.role === undefined);
    const candidates = isCandidate ? ofRole.filter(isCandidate) : ofRole;
    return candidates.length > 0 ? candidates : ofRole;
  }

  #join({ access, execution, lines, authorizer = [], functionId }: Found): JoinedCall {
    const helper = helperRecordIn(lines);
    const callLines = { access, helper, execution, function: lines, functionRequestId: functionId };
    const reads = { execution: execution.length > 0, functions: this.#sources('function').length > 0 };
    const missing = new Completeness(reads).settle(callLines);
    // Not every invocation is a call of an API.
    const isCall = access !== undefined || helper !== undefined || execution.length > 0;
    const joined = joinCall(callLines, isCall ? missing : []);
    return { ...joined, records: [...joined.records, ...authorizer].sort((a, b) => a.timestamp - b.timestamp) };
  }
}

interface Found {
  readonly access?: LogRecord;
  readonly execution: readonly LogRecord[];
  readonly lines: readonly LogRecord[];
  readonly authorizer?: readonly LogRecord[];
  readonly functionId: string | null;
}

/** When lines of the request can have been written. */
function windowAround({ fields, timestamp }: LogRecord): SearchWindow {
  const time = Math.min(numberAt(fields, 'time') ?? timestamp, timestamp);
  const latency = numberAt(fields, 'responseLatency') ?? LONGEST_REQUEST_MS;
  return { since: time - BEFORE_MS, until: Math.max(time + latency, timestamp) + BEHIND_MS };
}

function stageOf({ fields }: LogRecord): string | undefined {
  const apiId = textAt(fields, 'apiId');
  const stage = textAt(fields, 'stage');
  return apiId === null || stage === null ? undefined : `${apiId}/${stage}`;
}

/** The log of the function that the execution log says was called; undefined when it does not say. */
function functionNamed(execution: readonly LogRecord[]): ((source: LogSource) => boolean) | undefined {
  for (const { fields } of execution) {
    const name = textAt(fields?.values as Readonly<Record<string, unknown>> | undefined, 'functionName');
    if (name !== null) return ({ label, group }) => label === name || group === `/aws/lambda/${name}`;
  }
  return undefined;
}

function functionIdOfLine(record: LogRecord): string | undefined {
  return record.kind.startsWith('function.') ? record.requestId : undefined;
}

function functionIdOf(lines: readonly LogRecord[]): string | null {
  return lines.map(functionIdOfLine).find((id) => id !== undefined) ?? null;
}

/** API Gateway's request id, where the helper wrote it. */
function requestIdIn(lines: readonly LogRecord[]): string | null {
  return textAt(helperRecordIn(lines), 'requestId');
}
