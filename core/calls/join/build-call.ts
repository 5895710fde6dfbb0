import { isAtLeast } from '../../levels.ts';
import type { LogRecord } from '../../log-event.ts';
import { isUuid } from '../../uuid.ts';
import type { ApiCall } from '../api-call.ts';
import { apiCallId } from '../api-call-id.ts';
import { numberAt, textAt } from './call-fields.ts';
import { isWebhook, type OwnRecord } from './own-record.ts';

/** What is known of a call when it is put together. */
export interface CallParts {
  readonly access: LogRecord | undefined;
  readonly own: OwnRecord | undefined;
  readonly execution: readonly LogRecord[];
  /** The function's lines, the platform's among them. */
  readonly function: readonly LogRecord[];
  readonly functionRequestId: string | null;
}

/** The times that an id has room for. */
const LATEST_TIME = 2 ** 48;

/** One `ApiCall` from its parts. The access line is believed before the function, which cannot see what API Gateway answered;
 *  bodies are known to the function, or to the execution log where it traces data. */
export function buildCall(parts: CallParts): ApiCall {
  const { access, own, functionRequestId } = parts;
  const line = access?.fields;
  const text = (name: string) => textAt(line, name) ?? textAt(own, name);
  const time = timeOf(parts);
  const requestId = access?.requestId ?? textAt(own, 'requestId') ?? '';
  const apiId = text('apiId');
  return {
    id: idOf(parts, time, requestId),
    userId: text('userId'),
    domainId: text('domainId') ?? apiId ?? '',
    source: isWebhook(own) ? 'webhook' : 'api',
    ip: text('ip') ?? '',
    method: text('method') ?? '',
    url: urlOf(parts),
    route: text('route'),
    status: numberAt(line, 'status') ?? numberAt(own, 'status') ?? 0,
    createdAt: new Date(time).toISOString(),
    request: textAt(own, 'request') ?? bodyIn(parts.execution, 'request-body'),
    response: textAt(own, 'response') ?? bodyIn(parts.execution, 'response-body'),
    latencyMs: numberAt(line, 'responseLatency') ?? numberAt(own, 'latencyMs'),
    error: errorOf(parts),
    userAgent: text('userAgent'),
    requestId,
    functionRequestId,
    traceId: traceIdOf(parts),
  };
}

/** The request's own time; an access line that does not give it was written when the answer was sent. */
function timeOf({ access, own, execution, function: lines }: CallParts): number {
  const time = numberAt(access?.fields, 'time');
  if (time !== null && time >= 0 && time < LATEST_TIME) return Math.floor(time);
  const id = textAt(own, 'id');
  if (id !== null && isUuid(id)) return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  const createdAt = Date.parse(textAt(own, 'createdAt') ?? '');
  if (!Number.isNaN(createdAt)) return createdAt;
  return (access ?? execution[0] ?? lines[0])?.timestamp ?? 0;
}

function idOf({ access, own }: CallParts, time: number, requestId: string): string {
  const line = access?.fields;
  const ownId = textAt(own, 'id');
  const apiId = textAt(line, 'apiId');
  const stage = textAt(line, 'stage');
  if (ownId !== null && isUuid(ownId) && (apiId === null || stage === null)) return ownId;
  const uniqueId = textAt(line, 'extendedRequestId') ?? requestId;
  return apiCallId({ time, apiId: apiId ?? '', stage: stage ?? '', uniqueId });
}

function urlOf({ access, own }: CallParts): string {
  const line = access?.fields;
  const path = textAt(line, 'path') ?? textAt(line, 'route');
  if (path === null) return textAt(own, 'url') ?? '';
  const domain = textAt(line, 'domainName');
  return domain === null ? path : `https://${domain}${path}`;
}

/** What the function did wrong tells more than API Gateway's "Internal server error". */
function errorOf(parts: CallParts): string | null {
  const { access, own, function: lines } = parts;
  const line = access?.fields;
  const ended = lines.find((record) => record.kind === 'function.report' && record.level === 'ERROR')?.fields;
  const failed = (numberAt(line, 'status') ?? 0) >= 500;
  return (
    textAt(own, 'error') ??
    (failed ? uncaughtErrorIn(lines) : null) ??
    textAt(ended, 'errorType') ??
    textAt(ended, 'status') ??
    textAt(line, 'integrationError') ??
    textAt(line, 'authorizerError') ??
    textAt(line, 'validationError') ??
    textAt(line, 'errorMessage')
  );
}

/** `TypeError: message`, from the line by which the runtime says that nobody caught it. */
function uncaughtErrorIn(lines: readonly LogRecord[]): string | null {
  for (const { level, fields } of lines) {
    if (level === undefined || !isAtLeast(level, 'ERROR')) continue;
    // Lambda's JSON format puts an error that was logged under "message".
    const inner = fields?.message;
    const error = typeof inner === 'object' && inner !== null ? (inner as OwnRecord) : fields;
    const words = [textAt(error, 'errorType'), textAt(error, 'errorMessage')].filter((word) => word !== null);
    if (words.length > 0) return words.join(': ');
  }
  return null;
}

function traceIdOf({ access, own, execution, function: lines }: CallParts): string | null {
  const seen = access?.traceId ?? textAt(own, 'traceId');
  return seen ?? [...execution, ...lines].find((record) => record.traceId !== undefined)?.traceId ?? null;
}

/** A body from the execution log, which has it only with the data trace; an empty one counts as none. */
function bodyIn(execution: readonly LogRecord[], step: string): string | null {
  const fields = execution.find((record) => record.fields?.step === step)?.fields;
  const content = textAt(fields, 'content');
  return content !== null && fields?.truncated ? `${content} [TRUNCATED]` : content;
}
