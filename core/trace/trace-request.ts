import { Completeness } from '../calls/join/completeness.ts';
import { helperRecordIn } from '../calls/join/helper-record.ts';
import { type JoinedCall, joinCall } from '../calls/join/joined-call.ts';
import { functionRequestIdIn } from '../calls/join/line-fields.ts';
import { requestTime } from '../calls/join/request-time.ts';
import type { LogRecord, LogSource } from '../log-event.ts';
import { textAt } from '../record-fields.ts';
import type { LogsContext } from '../sources/logs-context.ts';
import { readInvocation } from './read-invocation.ts';
import { hasId, type RequestedId } from './request-ids.ts';
import { type SearchWindow, searchIds } from './search.ts';

/** Lines of a request are written at most this long before it and after it. */
const BEFORE_MS = 5000;
const AFTER_MS = 60_000;
/** A short id or a trace may belong to many requests: only the first of them are shown. */
export const MAX_REQUESTS = 20;

/** The id to search for, the log groups and the time range. */
export interface TraceOptions extends SearchWindow {
  readonly id: RequestedId;
  readonly sources: readonly LogSource[];
}

/** Finds all log lines of a request by any of its ids. The access logs are searched first; the access line then leads to the
 *  execution log of its stage and to the function. If no access line has the id, the logs of functions are searched, then the
 *  execution logs.
 *  @returns one call for each request with the id, oldest first; at most `MAX_REQUESTS`. */
export async function traceRequest(logs: LogsContext, options: TraceOptions): Promise<JoinedCall[]> {
  const trace = new Trace(logs, options);
  const access = await trace.findAccessLines(options.id.text);
  if (access.length > 0) return trace.sorted(access.slice(0, MAX_REQUESTS).map((line) => trace.callOfAccessLine(line)));
  return trace.callsWithoutAccessLine();
}

class Trace {
  readonly #logs: LogsContext;
  readonly #options: TraceOptions;

  constructor(logs: LogsContext, options: TraceOptions) {
    this.#logs = logs;
    this.#options = options;
  }

  async sorted(calls: readonly Promise<JoinedCall>[]): Promise<JoinedCall[]> {
    const joined = await Promise.all(calls);
    return joined.sort((a, b) => (a.call.createdAt < b.call.createdAt ? -1 : 1));
  }

  /** Finds the access lines that have this id. */
  async findAccessLines(text: string): Promise<LogRecord[]> {
    const found = await this.#search('access', [text], this.#options);
    const requested = text === this.#options.id.text ? this.#options.id : { text, isShort: false };
    return found.filter((record) => record.kind === 'api.access' && hasId(record, requested));
  }

  async callOfAccessLine(access: LogRecord): Promise<JoinedCall> {
    const window = windowAround(access);
    const requestId = access.requestId ?? '';
    const execution = await this.#findExecution(requestId, window, stageOf(access));
    const functionRequestId = textAt(access.fields, 'integrationRequestId') ?? functionRequestIdIn(execution);
    const authorizerRequestId = textAt(access.fields, 'authorizerRequestId');
    const lines = await this.#readInvocation(functionRequestId ?? requestId, window, functionGroupTest(execution));
    const authorizer =
      authorizerRequestId === null ? [] : await this.#readInvocation(authorizerRequestId, window, undefined);
    return this.#join({
      access,
      execution,
      lines,
      authorizer,
      functionRequestId: functionRequestId ?? firstFunctionRequestId(lines),
    });
  }

  /** Finds invocations without an API, or whose API has no access log, or an access log without these ids. */
  async callsWithoutAccessLine(): Promise<JoinedCall[]> {
    const { id } = this.#options;
    const found = (await this.#search('function', [id.text], this.#options)).filter((record) => hasId(record, id));
    const functionRequestIds = [...new Set(found.map(functionRequestIdOfLine).filter((id) => id !== undefined))];
    if (functionRequestIds.length > 0) {
      return this.sorted(functionRequestIds.slice(0, MAX_REQUESTS).map((id) => this.#callOfInvocation(id, found)));
    }
    const execution = (await this.#search('execution', [id.text], this.#options)).filter((record) => hasId(record, id));
    const requestIds = [
      ...new Set(execution.map(({ requestId }) => requestId).filter((requestId) => requestId !== undefined)),
    ];
    return this.sorted(
      requestIds.slice(0, MAX_REQUESTS).map((requestId) => this.#callOfExecution(requestId, execution)),
    );
  }

  async #callOfInvocation(functionRequestId: string, found: readonly LogRecord[]): Promise<JoinedCall> {
    const invocation = found.filter((record) => functionRequestIdOfLine(record) === functionRequestId);
    const [first] = invocation;
    const helper = helperRecordIn(invocation);
    const apiId = textAt(helper, 'extendedRequestId') ?? textAt(helper, 'requestId');
    const [access] = await this.findAccessLines(apiId ?? functionRequestId);
    if (access) return this.callOfAccessLine(access);
    const window = first ? windowAround(first) : this.#options;
    const groups = new Set(invocation.map(({ group }) => group));
    const lines = await this.#readInvocation(functionRequestId, window, (source) => groups.has(source.group));
    const requestId = textAt(helper, 'requestId') ?? requestIdIn(lines);
    const execution = requestId === null ? [] : await this.#findExecution(requestId, window);
    return this.#join({ execution, lines, functionRequestId });
  }

  async #callOfExecution(requestId: string, found: readonly LogRecord[]): Promise<JoinedCall> {
    const first = found.find((record) => record.requestId === requestId);
    const window = first ? windowAround(first) : this.#options;
    const execution = await this.#findExecution(requestId, window);
    const functionRequestId = functionRequestIdIn(execution);
    const lines =
      functionRequestId === null
        ? []
        : await this.#readInvocation(functionRequestId, window, functionGroupTest(execution));
    return this.#join({ execution, lines, functionRequestId });
  }

  /** @param stage `api id/stage`, the end of the names of execution log groups; undefined searches all of them. */
  async #findExecution(requestId: string, window: SearchWindow, stage?: string): Promise<LogRecord[]> {
    const isOfStage = ({ group }: LogSource) =>
      stage === undefined || group.endsWith(`_${stage}`) || group.endsWith(`/${stage}`);
    const found = await this.#search('execution', [requestId], window, isOfStage);
    return found.filter((record) => record.kind === 'api.execution' && record.requestId === requestId);
  }

  #readInvocation(
    functionRequestId: string,
    window: SearchWindow,
    isCandidate: ((source: LogSource) => boolean) | undefined,
  ): Promise<LogRecord[]> {
    return readInvocation(this.#logs, this.#sources('function', isCandidate), functionRequestId, window);
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
      : searchIds(this.#logs, sources, ids, { since, ...(until !== undefined && { until }) });
  }

  /** The log groups with this role or an unknown role. If some of them are candidates, only those. */
  #sources(role: NonNullable<LogSource['role']>, isCandidate?: (source: LogSource) => boolean): readonly LogSource[] {
    const ofRole = this.#options.sources.filter((source) => source.role === role || source.role === undefined);
    const candidates = isCandidate ? ofRole.filter(isCandidate) : ofRole;
    return candidates.length > 0 ? candidates : ofRole;
  }

  #join({ access, execution, lines, authorizer = [], functionRequestId }: FoundLines): JoinedCall {
    const helper = helperRecordIn(lines);
    const callLines = { access, helper, execution, function: lines, functionRequestId };
    const reads = { execution: execution.length > 0, functions: this.#sources('function').length > 0 };
    const missing = new Completeness(reads).finish(callLines);
    // An invocation without these lines is not an API call, and misses nothing.
    const isCall = access !== undefined || helper !== undefined || execution.length > 0;
    const joined = joinCall(callLines, isCall ? missing : []);
    return { ...joined, records: [...joined.records, ...authorizer].sort((a, b) => a.timestamp - b.timestamp) };
  }
}

interface FoundLines {
  readonly access?: LogRecord;
  readonly execution: readonly LogRecord[];
  readonly lines: readonly LogRecord[];
  readonly authorizer?: readonly LogRecord[];
  readonly functionRequestId: string | null;
}

/** The time range in which the lines of a request were written. */
function windowAround(record: LogRecord): SearchWindow {
  const { start, end } = requestTime(record);
  return { since: start - BEFORE_MS, until: end + AFTER_MS };
}

function stageOf({ fields }: LogRecord): string | undefined {
  const apiId = textAt(fields, 'apiId');
  const stage = textAt(fields, 'stage');
  return apiId === null || stage === null ? undefined : `${apiId}/${stage}`;
}

/** Tests for the log group of the function that the execution log names; undefined when it names none. */
function functionGroupTest(execution: readonly LogRecord[]): ((source: LogSource) => boolean) | undefined {
  for (const { fields } of execution) {
    const name = textAt(fields?.values as Readonly<Record<string, unknown>> | undefined, 'functionName');
    if (name !== null) return ({ label, group }) => label === name || group === `/aws/lambda/${name}`;
  }
  return undefined;
}

function functionRequestIdOfLine(record: LogRecord): string | undefined {
  return record.kind.startsWith('function.') ? record.requestId : undefined;
}

function firstFunctionRequestId(lines: readonly LogRecord[]): string | null {
  return lines.map(functionRequestIdOfLine).find((id) => id !== undefined) ?? null;
}

/** API Gateway's request id, from the helper record. */
function requestIdIn(lines: readonly LogRecord[]): string | null {
  return textAt(helperRecordIn(lines), 'requestId');
}
