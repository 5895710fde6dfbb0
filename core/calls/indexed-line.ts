import { isObject } from '../is-object.ts';
import type { LogEvent, LogRecord } from '../log-event.ts';
import { parseEvent } from '../parse/parse-event.ts';
import { redact } from '../redact/redact.ts';
import type { ApiCall, CallField, CallFields } from './api-call.ts';
import { apiCallId, fitsApiCallId, isApiCallId } from './api-call-id.ts';

/** One log line of an API call, as the index of the Logs API stores it. The access line and the helper record of a call have the
 *  same id, and each is stored by itself: `buildIndexedCall` joins them when the call is read. */
export interface IndexedLine {
  readonly id: string;
  readonly domainId: string;
  readonly source: ApiCall['source'];
  /** Whether it is an access line or a helper record. */
  readonly kind: 'access' | 'helper';
  readonly fields: CallFields;
}

const MAX_DOMAIN_ID_LENGTH = 256;

/** Reads a log event as a line of an API call, and redacts it: an access line in our format, or a function's line with `apiCall` at
 *  its top level.
 *  @returns undefined for every other line. */
export function readIndexedLine(event: LogEvent): IndexedLine | undefined {
  const record = parseEvent(event);
  const line = readLine(record);
  // The writer of the line may not have redacted it.
  return line && { ...line, fields: redact(line.fields) as CallFields };
}

function readLine(record: LogRecord): IndexedLine | undefined {
  switch (record.kind) {
    case 'api.access':
      return readAccessLine(record);
    case 'function.log':
    case 'text':
      return readHelperRecord(record.fields?.apiCall);
    default:
      return undefined;
  }
}

function readAccessLine(record: LogRecord): IndexedLine | undefined {
  const { message, fields = {}, requestId = '', traceId } = record;
  const { time, apiId, stage } = fields;
  if (typeof time !== 'number' || !Number.isInteger(time) || !fitsApiCallId(time)) return undefined;
  if (typeof apiId !== 'string' || typeof stage !== 'string') return undefined;
  // The authorizer decides the domain, where the stage has an authorizer that names domains.
  const domainId = (isTrusted(message, 'domainId') ? text(fields.domainId) : null) ?? apiId;
  if (!isDomainId(domainId)) return undefined;
  const uniqueId = text(fields.extendedRequestId) ?? requestId;
  return {
    id: apiCallId({ time, apiId, stage, uniqueId }),
    domainId,
    source: 'api',
    kind: 'access',
    fields: {
      userId: text(fields.userId),
      ip: text(fields.ip) ?? '',
      method: text(fields.method) ?? '',
      url: `https://${text(fields.domainName) ?? ''}${text(fields.path) ?? `/${stage}${text(fields.route) ?? ''}`}`,
      route: text(fields.route),
      status: number(fields.status) ?? 0,
      latencyMs: number(fields.responseLatency),
      error: text(fields.errorMessage) ?? text(fields.integrationError),
      userAgent: text(fields.userAgent),
      requestId,
      functionRequestId: text(fields.integrationRequestId),
      traceId: traceId ?? null,
    },
  };
}

/** Whether API Gateway wrote the last field of this name. A client can forge fields with a quote, but only before the trusted
 *  fields, and every line has `apiId` among those. Without this check, a client could choose the domain of its call where the format
 *  has no domain. */
function isTrusted(message: string, name: string): boolean {
  return message.lastIndexOf(`"${name}":`) > message.lastIndexOf('"apiId":');
}

/** The fields that are read from a helper record, and their types. */
const HELPER_FIELDS: Readonly<Record<CallField, (value: unknown) => string | number | null>> = {
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
};

function readHelperRecord(record: unknown): IndexedLine | undefined {
  if (!isObject(record)) return undefined;
  const { id, domainId, source, ...rest } = record;
  if (typeof id !== 'string' || !isApiCallId(id) || typeof domainId !== 'string' || !isDomainId(domainId)) {
    return undefined;
  }
  if (source !== 'api' && source !== 'webhook') return undefined;
  const fields: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(HELPER_FIELDS)) {
    const value = read(rest[name]);
    if (value !== null) fields[name] = value;
  }
  return { id, domainId, source, kind: 'helper', fields };
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function isDomainId(text: string): boolean {
  return text.length > 0 && text.length <= MAX_DOMAIN_ID_LENGTH;
}
