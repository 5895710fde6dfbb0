import { isObject } from '../../../core/is-object.ts';
import { type ClientResponse, toClientHeaders } from '../shared/client-response.ts';
import { readResultHeaders, readStatusCode } from '../shared/lambda-result.ts';
import type { PayloadFormat } from './integration-config.ts';

/** The content type of a response if the function returns a status, but no content type. */
const DEFAULT_CONTENT_TYPE = 'text/plain; charset=utf-8';

/** Reads the result of a function behind an HTTP API. With format 2.0, a result without a status is the body of a 200.
 *  @returns undefined for a malformed result.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response */
export function readHttpResult(payload: string, format: PayloadFormat): ClientResponse | undefined {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (format === '2.0' && !(isObject(result) && result.statusCode !== undefined)) {
    const body = Buffer.from(typeof result === 'string' ? result : payload);
    return { status: 200, headers: [['content-type', 'application/json']], body };
  }
  if (!isObject(result)) return undefined;
  const { body, cookies = [], isBase64Encoded } = result;
  const status = readStatusCode(result.statusCode);
  const headers = readResultHeaders(format === '2.0' ? { headers: result.headers } : result, DEFAULT_CONTENT_TYPE);
  if (status === undefined || !headers || !Array.isArray(cookies)) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const cookieHeaders =
    format === '2.0' ? toClientHeaders(cookies.map((cookie) => ['set-cookie', String(cookie)])) : [];
  if (!cookieHeaders) return undefined;
  return {
    status,
    headers: [...headers, ...cookieHeaders],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}
