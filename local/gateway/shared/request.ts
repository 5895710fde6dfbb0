import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BodyTooLargeError, readBody } from '../../http/read-request.ts';

/** A whole request of a client, with the ids that API Gateway assigns to it. */
export interface GatewayRequest {
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** `Root=1-…`: from the client's header, or generated. */
  readonly traceId: string;
  /** The time when the first byte arrived, in epoch milliseconds. */
  readonly time: number;
  readonly httpMethod: string;
  /** With the stage, without the query: `/prod/notes`. */
  readonly path: string;
  /** Without the stage: `/notes`. */
  readonly resourceRequestPath: string;
  readonly query: URLSearchParams;
  /** The query as the client sent it, without the `?`. */
  readonly rawQueryString: string;
  /** In the order and letter case that the client sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  /** `HTTP/1.1` */
  readonly protocol: string;
}

/** The largest payload that API Gateway accepts.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Receives the whole request. A body over the limit is dropped.
 *  @param stagePath the path prefix of the stage, which is not part of the resource path: `/prod`, or empty.
 *  @throws Error when the client closes the connection. */
export async function receiveRequest(
  message: IncomingMessage,
  stagePath: string,
): Promise<{ readonly request: GatewayRequest; readonly isTooLarge: boolean }> {
  const head = readHead(message, stagePath, Date.now());
  try {
    const body = await readBody(message, { maxBytes: MAX_BODY_BYTES });
    return { request: { ...head, body }, isTooLarge: false };
  } catch (error) {
    if (!(error instanceof BodyTooLargeError)) throw error;
    return { request: { ...head, body: Buffer.alloc(0) }, isTooLarge: true };
  }
}

function readHead(message: IncomingMessage, stagePath: string, now: number): Omit<GatewayRequest, 'body'> {
  const [path = '/', query = ''] = splitOnce(message.url ?? '/', '?');
  const sentTraceId = message.headers['x-amzn-trace-id'];
  return {
    requestId: randomUUID(),
    extendedRequestId: `${randomBytes(11).toString('base64url').replace(/[-_]/g, 'A')}=`,
    traceId: typeof sentTraceId === 'string' ? sentTraceId : newTraceId(now),
    time: now,
    httpMethod: message.method ?? 'GET',
    path,
    resourceRequestPath: path.slice(stagePath.length) || '/',
    query: new URLSearchParams(query),
    rawQueryString: query,
    headers: toPairs(message.rawHeaders),
    sourceIp: (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
    protocol: `HTTP/${message.httpVersion}`,
  };
}

/** The value of the first header with this name, as REST APIs use it.
 *  @param name in lower case. */
export function firstHeader({ headers }: Pick<GatewayRequest, 'headers'>, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** The values of all headers with this name, joined with commas, as HTTP APIs use them.
 *  @param name in lower case. */
export function joinedHeader({ headers }: Pick<GatewayRequest, 'headers'>, name: string): string | undefined {
  const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  return values.length > 0 ? values.join(',') : undefined;
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
function newTraceId(now: number): string {
  return `Root=1-${Math.floor(now / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
}

function toPairs(rawHeaders: readonly string[]): (readonly [string, string])[] {
  return rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : []));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
