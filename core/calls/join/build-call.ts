import type { LogRecord } from '../../log-event.ts';
import { numberAt, textAt } from '../../record-fields.ts';
import type { ApiCall, CallField, CallFields } from '../api-call.ts';
import { apiCallId, fitsApiCallId, isApiCallId, timeOfApiCall } from '../api-call-id.ts';
import { type HelperRecord, isWebhook } from './helper-record.ts';
import { accessFields, executionFields, functionFields, helperFields } from './line-fields.ts';

/** The log lines of one call. */
export interface CallLines {
  readonly access: LogRecord | undefined;
  readonly helper: HelperRecord | undefined;
  readonly execution: readonly LogRecord[];
  /** All lines of the invocation: those of the function, of its helper and of the Lambda platform. */
  readonly function: readonly LogRecord[];
  readonly functionRequestId: string | null;
}

/** The kinds of lines that give fields of a call. `line-fields.ts` says which line gives what. */
type LineKind = 'access' | 'helper' | 'execution' | 'function';

/** Which line decides a field of a call: the first of its row that has a value. Usually the access line comes first, because a
 *  function does not see what API Gateway sent to the client. Bodies are known only to the helper, and to an execution log with
 *  data tracing. For `error`, the lines of the function come first, because API Gateway often reports only "Internal server
 *  error". */
const PRECEDENCE: Readonly<Record<CallField, readonly LineKind[]>> = {
  userId: ['access', 'helper'],
  ip: ['access', 'helper'],
  method: ['access', 'helper'],
  url: ['access', 'helper'],
  route: ['access', 'helper'],
  status: ['access', 'helper'],
  request: ['helper', 'execution'],
  response: ['helper', 'execution'],
  latencyMs: ['access', 'helper'],
  error: ['helper', 'function', 'access'],
  userAgent: ['access', 'helper'],
  requestId: ['access', 'helper'],
  functionRequestId: ['access', 'execution', 'helper'],
  traceId: ['access', 'helper', 'execution', 'function'],
};

/** The index of the Logs API stores only an access line and a helper record. For an error it
 *  prefers the access line: clients of the Logs API get API Gateway's error where there is one. */
const INDEX_PRECEDENCE: typeof PRECEDENCE = { ...PRECEDENCE, error: ['access', 'helper'] };

/** Builds one `ApiCall` from all of its lines. */
export function buildCall(lines: CallLines): ApiCall {
  const { access, helper, execution, function: functionLines, functionRequestId } = lines;
  const hasFailed = (numberAt(access?.fields, 'status') ?? 0) >= 500;
  const call = mergeFields(PRECEDENCE, {
    access: access && accessFields(access),
    helper: helper && helperFields(helper),
    execution: executionFields(execution),
    function: functionFields(functionLines, hasFailed),
  });
  const time = timeOf(lines);
  const key = {
    id: idOf(lines, time, call.requestId ?? ''),
    domainId: domainIdOf(lines),
    source: isWebhook(helper) ? ('webhook' as const) : ('api' as const),
  };
  return withDefaults(key, time, { ...call, functionRequestId });
}

/** Builds one `ApiCall` from the fields that the index stored: of its access line, and of its helper record. */
export function buildIndexedCall(
  key: Pick<ApiCall, 'id' | 'domainId' | 'source'>,
  access: CallFields | undefined,
  helper: CallFields | undefined,
): ApiCall {
  const call = withDefaults(key, timeOfApiCall(key.id), mergeFields(INDEX_PRECEDENCE, { access, helper }));
  // The order of the Logs API's contract: `route` stands after the bodies.
  const { id, userId, domainId, source, ip, method, url, status, createdAt, request, response, ...others } = call;
  return { id, userId, domainId, source, ip, method, url, status, createdAt, request, response, ...others };
}

function mergeFields(
  precedence: typeof PRECEDENCE,
  lines: Readonly<Partial<Record<LineKind, CallFields | undefined>>>,
): CallFields {
  const merged: Partial<Record<CallField, unknown>> = {};
  for (const field of Object.keys(precedence) as CallField[]) {
    const line = precedence[field].find((kind) => (lines[kind]?.[field] ?? null) !== null);
    if (line !== undefined) merged[field] = lines[line]?.[field];
  }
  return merged as CallFields;
}

function withDefaults(
  { id, domainId, source }: Pick<ApiCall, 'id' | 'domainId' | 'source'>,
  time: number,
  fields: CallFields,
): ApiCall {
  return {
    id,
    userId: fields.userId ?? null,
    domainId,
    source,
    ip: fields.ip ?? '',
    method: fields.method ?? '',
    url: fields.url ?? '',
    route: fields.route ?? null,
    status: fields.status ?? 0,
    createdAt: new Date(time).toISOString(),
    request: fields.request ?? null,
    response: fields.response ?? null,
    latencyMs: fields.latencyMs ?? null,
    error: fields.error ?? null,
    userAgent: fields.userAgent ?? null,
    requestId: fields.requestId ?? '',
    functionRequestId: fields.functionRequestId ?? null,
    traceId: fields.traceId ?? null,
  };
}

/** When API Gateway received the request. Without a time in the access line, the best guess is the time of the first line. */
function timeOf({ access, helper, execution, function: lines }: CallLines): number {
  const time = numberAt(access?.fields, 'time');
  if (time !== null && fitsApiCallId(time)) return Math.floor(time);
  const id = textAt(helper, 'id');
  if (id !== null && isApiCallId(id)) return timeOfApiCall(id);
  const createdAt = Date.parse(textAt(helper, 'createdAt') ?? '');
  if (!Number.isNaN(createdAt)) return createdAt;
  return (access ?? execution[0] ?? lines[0])?.timestamp ?? 0;
}

function idOf({ access, helper }: CallLines, time: number, requestId: string): string {
  const line = access?.fields;
  const helperId = textAt(helper, 'id');
  const apiId = textAt(line, 'apiId');
  const stage = textAt(line, 'stage');
  if (helperId !== null && isApiCallId(helperId) && (apiId === null || stage === null)) return helperId;
  const uniqueId = textAt(line, 'extendedRequestId') ?? requestId;
  return apiCallId({ time, apiId: apiId ?? '', stage: stage ?? '', uniqueId });
}

function domainIdOf({ access, helper }: CallLines): string {
  const text = (name: string) => textAt(access?.fields, name) ?? textAt(helper, name);
  return text('domainId') ?? text('apiId') ?? '';
}
