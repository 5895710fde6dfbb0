import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A client's request, read whole, with the identities that API Gateway gives it. */
export interface GatewayRequest {
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** `Root=1-…`; as the client sent it, or new. */
  readonly traceId: string;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly httpMethod: string;
  /** With the stage, without the query: `/prod/notes`. */
  readonly path: string;
  /** Without the stage: `/notes`. */
  readonly resourceRequestPath: string;
  readonly query: URLSearchParams;
  /** The query as the client sent it, without the `?`. */
  readonly rawQueryString: string;
  /** Names as the client wrote them, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly protocol: string;
}

/** The largest request that API Gateway takes.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Takes the request in, but for its body.
 *  @param stagePath what the path starts with before the resource: `/prod`, or nothing. */
export function openRequest(message: IncomingMessage, stagePath: string, now: number): Omit<GatewayRequest, 'body'> {
  const [path = '/', query = ''] = splitOnce(message.url ?? '/', '?');
  const sentTrace = message.headers['x-amzn-trace-id'];
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString('base64url').replace(/[-_]/g, 'A')}=`,
    traceId: typeof sentTrace === 'string' ? sentTrace : newTraceId(now),
    time: now,
    httpMethod: message.method ?? 'GET',
    path,
    resourceRequestPath: path.slice(stagePath.length) || '/',
    query: new URLSearchParams(query),
    rawQueryString: query,
    headers: pairs(message.rawHeaders),
    sourceIp: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    protocol: `HTTP/${message.httpVersion}`,
  };
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
function newTraceId(now: number): string {
  return `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? ''] as const] : []));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
