import { isObject } from '../../../core/is-object.ts';
import type { Answer } from '../shared/answer.ts';
import type { Header } from '../shared/answer-headers.ts';
import type { GatewayRequest } from '../shared/request.ts';
import { headerOf } from './headers.ts';

/** How an API answers requests from pages of other origins.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export interface Cors {
  /** `*`, `https://*`, `http://*`, or whole origins. */
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds?: number;
}

/** Reads an API's `CorsConfiguration`; undefined when it has none. */
export function readCors(given: unknown): Cors | undefined {
  if (!isObject(given)) return undefined;
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const maxAge = Number(given.MaxAge ?? Number.NaN);
  return {
    allowOrigins: texts(given.AllowOrigins),
    allowMethods: texts(given.AllowMethods),
    allowHeaders: texts(given.AllowHeaders),
    exposeHeaders: texts(given.ExposeHeaders),
    allowCredentials: given.AllowCredentials === true,
    ...(Number.isInteger(maxAge) && { maxAgeSeconds: maxAge }),
  };
}

/** Whether a browser asks if it may send another request. */
export function isPreflight(request: GatewayRequest): boolean {
  return (
    request.httpMethod === 'OPTIONS' &&
    headerOf(request, 'origin') !== undefined &&
    headerOf(request, 'access-control-request-method') !== undefined
  );
}

/** The API's own answer to a preflight; without CORS headers, which the browser takes for a no, to an origin that is not allowed. */
export function preflightAnswer(cors: Cors, request: GatewayRequest): Answer {
  const headers = originHeaders(cors, request);
  if (headers.length > 0) {
    headers.push(
      ...listHeader('access-control-allow-methods', cors.allowMethods),
      ...listHeader('access-control-allow-headers', cors.allowHeaders),
    );
    if (cors.maxAgeSeconds !== undefined) headers.push(['access-control-max-age', String(cors.maxAgeSeconds)]);
  }
  return { status: 204, headers, body: Buffer.alloc(0) };
}

/** An answer with the API's CORS headers in place of those that the function gave. */
export function withCors(cors: Cors, request: GatewayRequest, answer: Answer): Answer {
  const headers = originHeaders(cors, request);
  if (headers.length > 0) headers.push(...listHeader('access-control-expose-headers', cors.exposeHeaders));
  const others = answer.headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'));
  return { ...answer, headers: [...others, ...headers] };
}

/** Empty for a request from no other origin, or from one that is not allowed. */
function originHeaders(cors: Cors, request: GatewayRequest): Header[] {
  const origin = headerOf(request, 'origin');
  if (origin === undefined) return [];
  const fits = (allowed: string) =>
    allowed === origin || (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1)));
  const allowed = cors.allowOrigins.includes('*') ? '*' : cors.allowOrigins.some(fits) ? origin : undefined;
  if (allowed === undefined) return [];
  return [
    ['access-control-allow-origin', allowed],
    ...(cors.allowCredentials ? [['access-control-allow-credentials', 'true'] as const] : []),
  ];
}

function listHeader(name: string, values: readonly string[]): Header[] {
  return values.length > 0 ? [[name, values.join(',')]] : [];
}
