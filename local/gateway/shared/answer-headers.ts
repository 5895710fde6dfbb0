import { validateHeaderName, validateHeaderValue } from 'node:http';

export type Header = readonly [name: string, value: string];

/** Headers that API Gateway writes itself: what a function gives goes out under another name.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
const REMAPPED = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);
/** They tell of one connection, which is not the function's: with them the client would misread the body. */
const DROPPED = new Set(['keep-alive', 'trailer', 'transfer-encoding', 'upgrade']);

/** The headers of a function's answer as the client gets them.
 *  @returns undefined when HTTP does not allow one: a newline, or a character that names may not have. */
export function sentHeaders(given: readonly Header[]): readonly Header[] | undefined {
  const headers = given
    .filter(([name]) => !DROPPED.has(name.toLowerCase()))
    .map(([name, value]): Header => [REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name, value]);
  return areSendable(headers) ? headers : undefined;
}

/** Whether HTTP allows all of them. */
export function areSendable(headers: readonly Header[]): boolean {
  return headers.every(isSendable);
}

function isSendable([name, value]: Header): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
