import { isObject } from '../../../core/is-object.ts';
import type { Answer } from '../shared/answer.ts';
import { type Header, sentHeaders } from '../shared/answer-headers.ts';
import { isBinary } from './binary-media-types.ts';
import type { RoutedRequest } from './exchange.ts';

/** Reads what a function behind a proxy integration returned.
 *  @returns undefined for an answer that API Gateway takes for malformed.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format */
export function readProxyAnswer(payload: string, { request, api }: RoutedRequest): Answer | undefined {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (!isObject(result)) return undefined;
  const status = statusOf(result.statusCode);
  const { body } = result;
  const headers = readHeaders(result);
  if (status === undefined || !headers) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  const accept = request.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1];
  // Base64 goes out as it is to a client that asked for text.
  const decodes = result.isBase64Encoded === true && isBinary(accept, api.binaryMediaTypes);
  return { status, headers, body: Buffer.from(body ?? '', decodes ? 'base64' : 'utf8') };
}

/** The headers of `headers` and `multiValueHeaders`, as the client gets them; undefined when they cannot be sent.
 *  @param contentType of an answer that names none. */
export function readHeaders(
  { headers, multiValueHeaders }: Record<string, unknown>,
  contentType = 'application/json',
): readonly Header[] | undefined {
  if (!isHeaders(headers) || !isHeaders(multiValueHeaders)) return undefined;
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(multiValueHeaders ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) pairs.push([name, String(item)]);
  }
  const taken = new Set(pairs.map(([name]) => name.toLowerCase()));
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!taken.has(name.toLowerCase())) pairs.push([name, String(value)]);
  }
  if (!pairs.some(([name]) => name.toLowerCase() === 'content-type')) pairs.push(['Content-Type', contentType]);
  return sentHeaders(pairs);
}

/** A number or its digits. Below 200 HTTP has no answers: the client would wait for another. */
export function statusOf(given: unknown): number | undefined {
  return /^[2-5]\d\d$/.test(typeof given === 'string' || typeof given === 'number' ? String(given) : '')
    ? Number(given)
    : undefined;
}

function isHeaders(value: unknown): value is Record<string, unknown> | undefined {
  return value === undefined || value === null || isObject(value);
}
