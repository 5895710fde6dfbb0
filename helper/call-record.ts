import type { ApiCall } from '../core/calls/api-call.ts';
import { apiCallId } from '../core/calls/api-call-id.ts';
import { redact, redactText } from '../core/redact/redact.ts';
import { bodyText } from './body-text.ts';
import { fieldsOf, type GatewayRequest } from './gateway-event.ts';
import { currentTraceId } from './lambda-runtime.ts';
import type { LoggingOptions } from './logging-options.ts';

/** What the function says of an API call: `ApiCall`, and what it is joined by. The access log knows better what the client got:
 *  the status when the function failed, and the whole latency. */
export interface CallRecord extends ApiCall {
  /** API Gateway's own id of the request, which no client can choose. */
  readonly extendedRequestId: string;
}

/** How the function's answer to a request came out. */
export interface Outcome {
  readonly result?: unknown;
  /** What the handler threw. */
  readonly error?: unknown;
  readonly failed: boolean;
  readonly durationMs: number;
  readonly functionRequestId: string | null;
}

/** The record of a request that was answered. */
export function callRecord(request: GatewayRequest, outcome: Outcome, options: LoggingOptions): CallRecord {
  const { apiId, stage, extendedRequestId: uniqueId, time } = request;
  const paths = options.redact ?? [];
  const result = fieldsOf(outcome.result);
  // HTTP APIs take what has no status for the body.
  const body = request.format === 'REST' || 'statusCode' in result ? result.body : outcome.result;
  return {
    id: apiCallId({ time, apiId, stage, uniqueId }),
    userId: request.userId,
    domainId: request.domainId,
    source: 'api',
    ip: request.ip,
    method: request.method,
    url: urlOf(request, options.obfuscatePaths === true),
    route: request.route,
    status: statusOf(request, outcome),
    createdAt: new Date(time).toISOString(),
    request: bodyText(request.body, request.isBase64Encoded, paths),
    response: bodyText(body, result.isBase64Encoded === true, paths),
    latencyMs: Math.round(outcome.durationMs),
    error: outcome.failed ? errorText(outcome.error) : null,
    userAgent: request.userAgent,
    requestId: request.requestId,
    functionRequestId: outcome.functionRequestId,
    traceId: currentTraceId(),
    extendedRequestId: uniqueId,
  };
}

function urlOf({ domainName, path, route, stage, query }: GatewayRequest, obfuscated: boolean): string {
  if (obfuscated) {
    const withStage = stage !== '' && path.startsWith(`/${stage}/`) ? `/${stage}` : '';
    return `https://${domainName}${withStage}${route.startsWith('/') ? route : `/${route}`}`;
  }
  return redactText(`https://${domainName}${path}${query === '' ? '' : `?${query}`}`);
}

/** What API Gateway answers with; a function that failed is answered for. */
function statusOf({ format }: GatewayRequest, { result, failed }: Outcome): number {
  const badAnswer = format === 'REST' ? 502 : 500;
  if (failed) return badAnswer;
  const status = Number(fieldsOf(result).statusCode);
  if (Number.isInteger(status)) return status;
  // REST APIs need an answer with a status, HTTP APIs take anything for a body.
  return format === 'REST' ? badAnswer : 200;
}

/** `TypeError: message`, without the stack, which Lambda logs; anything may be thrown. */
export function errorText(error: unknown): string {
  const copy = redact(error, [], { parts: 100, characters: 4096 });
  const { name, message } = fieldsOf(copy);
  if (typeof name === 'string' && typeof message === 'string') return `${name}: ${message}`;
  return typeof copy === 'string' ? copy : String(JSON.stringify(copy));
}
