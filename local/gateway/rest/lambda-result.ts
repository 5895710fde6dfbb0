import { isObject } from '../../../core/is-object.ts';
import type { ClientResponse } from '../shared/client-response.ts';
import { readResultHeaders, readStatusCode } from '../shared/lambda-result.ts';
import { firstHeader } from '../shared/request.ts';
import { isBinary } from './event.ts';
import type { RestMethodRequest } from './request-state.ts';

/** The content type of a response if the function sets none. */
export const DEFAULT_CONTENT_TYPE = 'application/json';

/** Reads the result of a function behind a Lambda proxy integration.
 *  @returns undefined for a malformed result.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format */
export function readRestResult(payload: string, { request, api }: RestMethodRequest): ClientResponse | undefined {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (!isObject(result)) return undefined;
  const status = readStatusCode(result.statusCode);
  const { body } = result;
  const headers = readResultHeaders(result, DEFAULT_CONTENT_TYPE);
  if (status === undefined || !headers) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  // A client that does not accept a binary type receives the Base64 text.
  const isDecoded = result.isBase64Encoded === true && isBinary(firstHeader(request, 'accept'), api.binaryMediaTypes);
  return { status, headers, body: Buffer.from(body ?? '', isDecoded ? 'base64' : 'utf8') };
}
