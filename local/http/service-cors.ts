import type { IncomingMessage, ServerResponse } from 'node:http';

const PREFLIGHT_SECONDS = 600;

/** Lets the page that sent a request read the response, and responds to its preflights. Call this only for requests that a `RequestGuard`
 *  accepts: the origin is then allowed.
 *  @returns whether it responded.
 *  @see https://fetch.spec.whatwg.org/#http-cors-protocol */
export function handleCors(request: IncomingMessage, response: ServerResponse): boolean {
  const { origin, 'access-control-request-method': method } = request.headers;
  if (origin === undefined) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Vary', 'Origin');
  if (request.method !== 'OPTIONS' || method === undefined) {
    response.setHeader('Access-Control-Expose-Headers', '*');
    return false;
  }
  // The SDKs send many headers, and `*` does not include Authorization.
  const requested = request.headers['access-control-request-headers'];
  if (requested !== undefined) response.setHeader('Access-Control-Allow-Headers', requested);
  response.setHeader('Access-Control-Allow-Methods', method);
  response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
  response.writeHead(204).end();
  return true;
}
