import { isObject } from '../../../core/is-object.ts';
import { type Header, toClientHeaders } from './client-response.ts';

/** The error message of API Gateway for a function's result that is not valid. */
export type ResultError = string;

/** Reads `headers` and `multiValueHeaders` of a function's result, as the client receives them.
 *  @param defaultContentType for a result without a content type.
 *  @returns undefined when they cannot be sent. */
export function readResultHeaders(
  { headers, multiValueHeaders }: Readonly<Record<string, unknown>>,
  defaultContentType: string,
): readonly Header[] | undefined {
  if (!isOptionalObject(headers) || !isOptionalObject(multiValueHeaders)) return undefined;
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(multiValueHeaders ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) pairs.push([name, String(item)]);
  }
  // A multi-value header takes precedence over a single one of the same name.
  const multiValueNames = new Set(pairs.map(([name]) => name.toLowerCase()));
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!multiValueNames.has(name.toLowerCase())) pairs.push([name, String(value)]);
  }
  if (!pairs.some(([name]) => name.toLowerCase() === 'content-type')) pairs.push(['Content-Type', defaultContentType]);
  return toClientHeaders(pairs);
}

/** Reads `statusCode` of a function's result: a number or its digits, 200 to 599. A status below 200 is interim in HTTP,
 *  and the client would keep waiting for the response.
 *  @returns undefined when it is not a valid status. */
export function readStatusCode(statusCode: unknown): number | undefined {
  const text = typeof statusCode === 'string' || typeof statusCode === 'number' ? String(statusCode) : '';
  return /^[2-5]\d\d$/.test(text) ? Number(text) : undefined;
}

function isOptionalObject(value: unknown): value is Record<string, unknown> | undefined | null {
  return value === undefined || value === null || isObject(value);
}
