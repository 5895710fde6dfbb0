import { isObject } from '../../../core/is-object.ts';
import { readHeaders, statusOf } from '../rest/proxy-answer.ts';
import type { Answer } from '../shared/answer.ts';
import { sentHeaders } from '../shared/answer-headers.ts';
import type { PayloadFormat } from './integration-config.ts';

/** Of an answer that says its status, but not of what type it is. */
const DEFAULT_TYPE = 'text/plain; charset=utf-8';

/** Reads what a function behind an HTTP API returned. With format 2.0, what says no status is the body of a 200.
 *  @returns undefined for an answer that API Gateway takes for malformed.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response */
export function readHttpAnswer(payload: string, format: PayloadFormat): Answer | undefined {
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
  const status = statusOf(result.statusCode);
  const headers = readHeaders(format === '2.0' ? { headers: result.headers } : result, DEFAULT_TYPE);
  if (status === undefined || !headers || !Array.isArray(cookies)) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const setCookies = format === '2.0' ? sentHeaders(cookies.map((cookie) => ['set-cookie', String(cookie)])) : [];
  if (!setCookies) return undefined;
  return {
    status,
    headers: [...headers, ...setCookies],
    body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}
