import { isObject } from '../../../core/is-object.ts';
import type { ClientResponse, Header } from '../shared/client-response.ts';
import { type GatewayRequest, joinedHeader } from '../shared/request.ts';

/** The CORS configuration of an API.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html */
export interface Cors {
  /** `*`, `https://*`, `http://*`, or origins such as `https://example.com`. */
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds?: number;
}

/** Reads an API's `CorsConfiguration`; undefined when it has none. */
export function readCors(configuration: unknown): Cors | undefined {
  if (!isObject(configuration)) return undefined;
  const strings = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const maxAge = Number(configuration.MaxAge ?? Number.NaN);
  return {
    allowOrigins: strings(configuration.AllowOrigins),
    allowMethods: strings(configuration.AllowMethods),
    allowHeaders: strings(configuration.AllowHeaders),
    exposeHeaders: strings(configuration.ExposeHeaders),
    allowCredentials: configuration.AllowCredentials === true,
    ...(Number.isInteger(maxAge) && { maxAgeSeconds: maxAge }),
  };
}

/** Whether the request is the CORS preflight of a browser. */
export function isPreflight(request: GatewayRequest): boolean {
  return (
    request.httpMethod === 'OPTIONS' &&
    joinedHeader(request, 'origin') !== undefined &&
    joinedHeader(request, 'access-control-request-method') !== undefined
  );
}

/** The API's response to a preflight. For an origin that is not allowed it has no CORS headers, and the browser sends no
 *  request. */
export function preflightResponse(cors: Cors, request: GatewayRequest): ClientResponse {
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

/** Replaces the CORS headers of the function with those of the API. */
export function withCors(cors: Cors, request: GatewayRequest, response: ClientResponse): ClientResponse {
  const headers = originHeaders(cors, request);
  if (headers.length > 0) headers.push(...listHeader('access-control-expose-headers', cors.exposeHeaders));
  const otherHeaders = response.headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'));
  return { ...response, headers: [...otherHeaders, ...headers] };
}

/** What allows an origin in the responses of the API: `*` or the origin; undefined for an origin that is not allowed. */
export function allowedOrigin({ allowOrigins }: Cors, origin: string): string | undefined {
  const matches = (allowed: string) =>
    allowed === origin || (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1)));
  if (allowOrigins.includes('*')) return '*';
  return allowOrigins.some(matches) ? origin : undefined;
}

/** Empty for a request without an origin, or with one that is not allowed. */
function originHeaders(cors: Cors, request: GatewayRequest): Header[] {
  const origin = joinedHeader(request, 'origin');
  if (origin === undefined) return [];
  const allowed = allowedOrigin(cors, origin);
  if (allowed === undefined) return [];
  return [
    ['access-control-allow-origin', allowed],
    ...(cors.allowCredentials ? [['access-control-allow-credentials', 'true'] as const] : []),
  ];
}

function listHeader(name: string, values: readonly string[]): Header[] {
  return values.length > 0 ? [[name, values.join(',')]] : [];
}
