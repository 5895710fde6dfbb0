import { hostname } from 'node:os';
import { type AccessLogField, REST_ACCESS_LOG_FIELDS, UNSET } from '../../core/access-log-format.ts';
import { logfmt } from '../../core/logfmt.ts';
import { ANY_PATH } from './route-patterns.ts';

/** A request that the proxy has forwarded or rejected. */
export interface ProxiedRequest {
  /** The client's `x-request-id`, or a new one. The program receives it in the same header. */
  readonly requestId: string;
  /** A new id, even if the client sends one. */
  readonly uniqueId: string;
  /** The time of arrival in epoch milliseconds. */
  readonly time: number;
  readonly method: string;
  /** Without the query, which may contain secrets. */
  readonly path: string;
  /** The route that matches the path. */
  readonly route: string | undefined;
  /** The status of the response: 101 for a WebSocket, 499 if the client has disconnected before the response. */
  readonly status: number;
  /** The size of the response body in bytes; 0 for a WebSocket. */
  readonly responseLength: number;
  /** From the head of the request to the last byte of the response. For a WebSocket, to the response of the handshake. */
  readonly latencyMs: number;
  readonly userAgent: string | undefined;
  readonly ip: string;
  readonly host: string | undefined;
  /** `HTTP/1.1` */
  readonly protocol: string;
  /** Why the program did not respond. */
  readonly error: string | undefined;
}

/** The settings for all lines of a session. */
export interface CallLineSettings {
  readonly appId: string;
  readonly version: string;
  /** Writes the route instead of the path, which may identify a person. */
  readonly obfuscatePaths: boolean;
}

/** The fields of an API-call line, sorted by name. */
function apiCallFields(
  call: ProxiedRequest,
  { appId, version, obfuscatePaths }: CallLineSettings,
): Record<string, string | number> {
  return {
    app_id: appId,
    code: call.status,
    duration: Math.round(call.latencyMs),
    instance: hostname(),
    level: 'info',
    method: `${call.method} ${obfuscatePaths ? (call.route ?? ANY_PATH) : call.path}`,
    msg: 'HTTP API Called',
    scope: 'tailgate.run',
    size: call.responseLength,
    time: new Date(call.time).toISOString(),
    type: 'log',
    ...(call.userAgent !== undefined && { useragent: call.userAgent }),
    ver: version,
  };
}

/** `app_id=shop code=200 … method="GET /users/7" msg="HTTP API Called" …` */
export function logfmtLine(call: ProxiedRequest, settings: CallLineSettings): string {
  return logfmt(apiCallFields(call, settings));
}

/** The same fields as one line of JSON. */
export function jsonLine(call: ProxiedRequest, settings: CallLineSettings): string {
  return JSON.stringify(apiCallFields(call, settings));
}

const STAGE = 'run';

/** Formats the request as an access log line of a REST API, so that the same commands can read it. */
export function accessLine(call: ProxiedRequest, { appId, obfuscatePaths }: CallLineSettings): string {
  const values: Partial<Record<AccessLogField, string | number | undefined>> = {
    userAgent: call.userAgent,
    path: obfuscatePaths ? undefined : call.path,
    integrationError: call.error,
    requestId: call.requestId,
    extendedRequestId: call.uniqueId,
    apiId: appId,
    stage: STAGE,
    time: call.time,
    method: call.method,
    route: call.route ?? (obfuscatePaths ? ANY_PATH : undefined),
    domainName: call.host?.replace(/:\d+$/, ''),
    protocol: call.protocol,
    status: call.status,
    responseLength: call.responseLength,
    responseLatency: Math.round(call.latencyMs),
    ip: call.ip,
  };
  const fields = Object.keys(REST_ACCESS_LOG_FIELDS) as AccessLogField[];
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field, String(values[field] ?? UNSET)])));
}
