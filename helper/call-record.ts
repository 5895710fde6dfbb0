import type { ApiCall } from '../core/calls/api-call.ts';
import { apiCallId } from '../core/calls/api-call-id.ts';
import { CALL_RECORD, HELPER_RECORD_KEY } from '../core/calls/helper-record-marker.ts';
import { redact, redactText } from '../core/redact/redact.ts';
import { bodyText } from './body-text.ts';
import { type GatewayRequest, objectOrEmpty } from './gateway-event.ts';
import type { LineWriter } from './line-writer.ts';
import type { LoggingOptions } from './logging-options.ts';

/** The function's record of an API call: an `ApiCall`, and the id by which it is joined with the access line. Most
 *  fields are in both; `PRECEDENCE` in `core/calls/join/build-call.ts` says which one takes precedence. */
export interface CallRecord extends ApiCall {
  /** API Gateway's own id of the request, which a client cannot choose. */
  readonly extendedRequestId: string;
}

/** How the handler ended. */
export interface HandlerOutcome {
  readonly result?: unknown;
  /** The value that the handler threw. */
  readonly error?: unknown;
  readonly failed: boolean;
  readonly durationMs: number;
  readonly functionRequestId: string | null;
  readonly traceId: string | null;
}

/** Creates the record of a request when the handler has ended. */
export function createCallRecord(
  request: GatewayRequest,
  outcome: HandlerOutcome,
  options: LoggingOptions,
): CallRecord {
  const { apiId, stage, extendedRequestId: uniqueId, time } = request;
  const paths = options.redact ?? [];
  const result = objectOrEmpty(outcome.result);
  // An HTTP API takes a result without a status as the body.
  const body = request.format === 'REST' || 'statusCode' in result ? result.body : outcome.result;
  return {
    id: apiCallId({ time, apiId, stage, uniqueId }),
    userId: request.userId,
    domainId: request.domainId,
    source: 'api',
    ip: request.ip,
    method: request.method,
    url: recordedUrl(request, options.obfuscatePaths === true),
    route: request.route,
    status: clientStatus(request, outcome),
    createdAt: new Date(time).toISOString(),
    request: bodyText(request.body, request.isBase64Encoded, paths),
    response: bodyText(body, result.isBase64Encoded === true, paths),
    latencyMs: Math.round(outcome.durationMs),
    error: outcome.failed ? errorText(outcome.error) : null,
    userAgent: request.userAgent,
    requestId: request.requestId,
    functionRequestId: outcome.functionRequestId,
    traceId: outcome.traceId,
    extendedRequestId: uniqueId,
  };
}

/** Writes the record at every log level, with the marker that `log` cannot write. */
export function writeCallRecord(lines: LineWriter, apiCall: CallRecord): void {
  lines.writeAlways(CALL_RECORD, { [HELPER_RECORD_KEY]: CALL_RECORD, apiCall });
}

function recordedUrl({ domainName, path, route, stage, query }: GatewayRequest, obfuscated: boolean): string {
  if (obfuscated) {
    const withStage = stage !== '' && path.startsWith(`/${stage}/`) ? `/${stage}` : '';
    return `https://${domainName}${withStage}${route.startsWith('/') ? route : `/${route}`}`;
  }
  return redactText(`https://${domainName}${path}${query === '' ? '' : `?${query}`}`);
}

/** The status of API Gateway's response, which also covers a failed function and an invalid result. */
function clientStatus({ format }: GatewayRequest, { result, failed }: HandlerOutcome): number {
  const errorStatus = format === 'REST' ? 502 : 500;
  if (failed) return errorStatus;
  const status = Number(objectOrEmpty(result).statusCode);
  if (Number.isInteger(status)) return status;
  // A REST API needs a status in the result, an HTTP API takes any result as the body.
  return format === 'REST' ? errorStatus : 200;
}

/** The text for a thrown value, such as `TypeError: message`. Lambda logs the stack of an error itself. */
export function errorText(error: unknown): string {
  const copy = redact(error, [], { parts: 100, characters: 4096 });
  const { name, message } = objectOrEmpty(copy);
  if (typeof name === 'string' && typeof message === 'string') return `${name}: ${message}`;
  return typeof copy === 'string' ? copy : String(JSON.stringify(copy));
}
