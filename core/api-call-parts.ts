import type { ApiCall } from './calls/api-call.ts';
import { apiCallId } from './calls/api-call-id.ts';
import type { LogEvent } from './log-event.ts';
import { parseEvent } from './parse/parse-event.ts';
import { redact } from './redact/redact.ts';
import { isUuid } from './uuid.ts';

/** What one log line tells of an API call. The access line and the function's own record are two lines of the same call: they
 *  give the same id, and each tells its own share. */
export interface CallPart {
  readonly id: string;
  readonly domainId: string;
  readonly source: ApiCall['source'];
  /** Which of the two lines it was. */
  readonly side: 'access' | 'function';
  readonly fields: CallFields;
}

/** Everything of a call but what its key says. */
export type CallFields = Partial<Omit<ApiCall, 'id' | 'domainId' | 'source' | 'createdAt'>>;

const LONGEST_DOMAIN_ID = 256;

/** Whether a text has the form of an `ApiCall.id`. */
export function isApiCallId(text: string): boolean {
  return isUuid(text);
}

/** When the call with this id came, as epoch milliseconds: the first 48 bits. */
export function timeOfApiCall(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** Reads a log event as a part of an API call, without its secrets: an access line in our format, or a function's line with
 *  `apiCall` at its top.
 *  @returns undefined for every other line. */
export function apiCallPart(event: LogEvent): CallPart | undefined {
  const { kind, fields, requestId, traceId } = parseEvent(event);
  if (!fields) return undefined;
  const part =
    kind === 'api.access'
      ? accessPart(event.message, fields, requestId, traceId)
      : kind === 'function.log' || kind === 'text'
        ? functionPart(fields.apiCall)
        : undefined;
  // What wrote the line may not have redacted it.
  return part && { ...part, fields: redact(part.fields) as CallFields };
}

type Fields = Readonly<Record<string, unknown>>;

function accessPart(
  message: string,
  line: Fields,
  requestId = '',
  traceId: string | null = null,
): CallPart | undefined {
  const { time, apiId, stage } = line;
  if (typeof time !== 'number' || !isTime(time) || typeof apiId !== 'string' || typeof stage !== 'string') {
    return undefined;
  }
  // The authorizer's answer decides, where the stage has one that names domains.
  const domainId = (isTrusted(message, 'domainId') ? text(line.domainId) : null) ?? apiId;
  if (!isDomainId(domainId)) return undefined;
  const uniqueId = text(line.extendedRequestId) ?? requestId;
  return {
    id: apiCallId({ time, apiId, stage, uniqueId }),
    domainId,
    source: 'api',
    side: 'access',
    fields: {
      userId: text(line.userId),
      ip: text(line.ip) ?? '',
      method: text(line.method) ?? '',
      url: `https://${text(line.domainName) ?? ''}${text(line.path) ?? `/${stage}${text(line.route) ?? ''}`}`,
      route: text(line.route),
      status: number(line.status) ?? 0,
      latencyMs: number(line.responseLatency),
      error: text(line.errorMessage) ?? text(line.integrationError),
      userAgent: text(line.userAgent),
      requestId,
      functionRequestId: text(line.integrationRequestId),
      traceId,
    },
  };
}

/** Whether the last field of this name was written by API Gateway. A client's quote can forge fields, but only before those
 *  that are trusted, of which every line has `apiId`: without this, a line whose format names no domain could be given one. */
function isTrusted(message: string, name: string): boolean {
  return message.lastIndexOf(`"${name}":`) > message.lastIndexOf('"apiId":');
}

/** What a function's record may say, and of which type. */
const FUNCTION_FIELDS = {
  userId: text,
  ip: text,
  method: text,
  url: text,
  route: text,
  status: number,
  request: text,
  response: text,
  latencyMs: number,
  error: text,
  userAgent: text,
  requestId: text,
  functionRequestId: text,
  traceId: text,
} as const;

function functionPart(record: unknown): CallPart | undefined {
  if (typeof record !== 'object' || record === null) return undefined;
  const { id, domainId, source, ...rest } = record as Fields;
  if (typeof id !== 'string' || !isApiCallId(id) || typeof domainId !== 'string' || !isDomainId(domainId)) {
    return undefined;
  }
  if (source !== 'api' && source !== 'webhook') return undefined;
  const fields: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(FUNCTION_FIELDS)) {
    const value = read(rest[name]);
    if (value !== null) fields[name] = value;
  }
  return { id, domainId, source, side: 'function', fields };
}

/** One call from what is known of it. The access line is believed before the function, which cannot see what API Gateway
 *  answered; bodies are known to the function alone. */
export function joinCallParts(
  key: Pick<ApiCall, 'id' | 'domainId' | 'source'>,
  access: CallFields = {},
  own: CallFields = {},
): ApiCall {
  const known = (name: keyof CallFields) => access[name] ?? own[name] ?? null;
  return {
    id: key.id,
    userId: known('userId') as string | null,
    domainId: key.domainId,
    source: key.source,
    ip: (known('ip') ?? '') as string,
    method: (known('method') ?? '') as string,
    url: (known('url') ?? '') as string,
    status: (known('status') ?? 0) as number,
    createdAt: new Date(timeOfApiCall(key.id)).toISOString(),
    request: own.request ?? null,
    response: own.response ?? null,
    route: known('route') as string | null,
    latencyMs: known('latencyMs') as number | null,
    error: known('error') as string | null,
    userAgent: known('userAgent') as string | null,
    requestId: (known('requestId') ?? '') as string,
    functionRequestId: known('functionRequestId') as string | null,
    traceId: known('traceId') as string | null,
  };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** What fits into the 48 bits of an id. */
function isTime(time: number): boolean {
  return Number.isInteger(time) && time >= 0 && time < 2 ** 48;
}

function isDomainId(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_DOMAIN_ID;
}
