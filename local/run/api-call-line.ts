import { hostname } from 'node:os';
import { type AccessLogField, REST_ACCESS_LOG_FIELDS, UNSET } from '../../core/access-log-format.ts';
import { logfmt } from '../../core/logfmt.ts';
import { ANY_PATH } from './route-patterns.ts';

/** One request that went through the proxy. */
export interface ProxiedRequest {
  /** The client's `x-request-id`, or a new one; the program finds it in that header. */
  readonly requestId: string;
  /** Always a new one. */
  readonly uniqueId: string;
  /** When it came: epoch milliseconds. */
  readonly time: number;
  readonly method: string;
  /** Without the query, which may hold secrets. */
  readonly path: string;
  /** The template that the path fits. */
  readonly route: string | undefined;
  /** What the client got; 101 for a WebSocket, 499 when the client left before. */
  readonly status: number;
  /** Bytes of the body; 0 for a WebSocket. */
  readonly responseLength: number;
  /** From the request's head to the answer's last byte; for a WebSocket, to the answer of the handshake. */
  readonly latencyMs: number;
  readonly userAgent: string | undefined;
  readonly ip: string;
  readonly host: string | undefined;
  /** `HTTP/1.1` */
  readonly protocol: string;
  /** Why the program did not answer. */
  readonly error: string | undefined;
}

/** What all lines of a session have in common. */
export interface SessionNames {
  readonly appId: string;
  readonly version: string;
  /** Writes the route instead of the path, which may tell who somebody is. */
  readonly obfuscatePaths: boolean;
}

/** The keys of an API-call line, sorted as every form of it is. */
function apiCallFields(
  call: ProxiedRequest,
  { appId, version, obfuscatePaths }: SessionNames,
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
export function logfmtLine(call: ProxiedRequest, names: SessionNames): string {
  return logfmt(apiCallFields(call, names));
}

export function jsonLine(call: ProxiedRequest, names: SessionNames): string {
  return JSON.stringify(apiCallFields(call, names));
}

const STAGE = 'run';

/** The request as an access line of a REST API, so that whatever reads those reads this. */
export function accessLine(call: ProxiedRequest, { appId, obfuscatePaths }: SessionNames): string {
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
