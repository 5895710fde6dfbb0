import { isObject } from '../../core/template/template.ts';
import { type Header, sentHeaders } from './answer-headers.ts';

/** What goes back to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  /** What API Gateway says went wrong; undefined when the integration answered. */
  readonly error?: { readonly message: string; readonly responseType: string };
}

/** API Gateway's own answers. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const GATEWAY_RESPONSES = {
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: 'Missing Authentication Token',
    errorType: 'MissingAuthenticationTokenException',
  },
  FORBIDDEN_HOST: { status: 403, message: 'Forbidden', errorType: 'ForbiddenException' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long', errorType: 'RequestTooLargeException' },
  DEFAULT_5XX: { status: 502, message: 'Internal server error', errorType: 'InternalServerErrorException' },
  INTERNAL: { status: 500, message: 'Internal server error', errorType: 'InternalServerErrorException' },
  INTEGRATION_FAILURE: { status: 500, message: 'Internal server error', errorType: 'InternalServerErrorException' },
  INTEGRATION_TIMEOUT: {
    status: 504,
    message: 'Endpoint request timed out',
    errorType: 'InternalServerErrorException',
  },
} as const;

export type GatewayResponseType = keyof typeof GATEWAY_RESPONSES;

/** An answer that no integration gave. */
export function gatewayResponse(type: GatewayResponseType): Answer {
  const { status, message, errorType } = GATEWAY_RESPONSES[type];
  return {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', errorType],
    ],
    body: Buffer.from(JSON.stringify({ message })),
    error: { message, responseType: type },
  };
}

/** Reads what a function behind a proxy integration returned.
 *  @returns undefined for an answer that API Gateway takes for malformed.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-output-format */
export function readProxyAnswer(payload: string): Answer | undefined {
  let result: unknown;
  try {
    result = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (!isObject(result)) return undefined;
  const status = statusOf(result.statusCode);
  const { body, headers, multiValueHeaders } = result;
  if (status === undefined) return undefined;
  if (body !== undefined && body !== null && typeof body !== 'string') return undefined;
  if (!isHeaders(headers) || !isHeaders(multiValueHeaders)) return undefined;
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(multiValueHeaders ?? {})) {
    for (const item of Array.isArray(value) ? value : [value]) pairs.push([name, String(item)]);
  }
  const taken = new Set(pairs.map(([name]) => name.toLowerCase()));
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!taken.has(name.toLowerCase())) pairs.push([name, String(value)]);
  }
  if (!pairs.some(([name]) => name.toLowerCase() === 'content-type')) pairs.push(['Content-Type', 'application/json']);
  const sent = sentHeaders(pairs);
  if (!sent) return undefined;
  return { status, headers: sent, body: Buffer.from(body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8') };
}

/** A number or its digits. Below 200 HTTP has no answers: the client would wait for another. */
function statusOf(given: unknown): number | undefined {
  return /^[2-5]\d\d$/.test(typeof given === 'string' || typeof given === 'number' ? String(given) : '')
    ? Number(given)
    : undefined;
}

function isHeaders(value: unknown): value is Record<string, unknown> | undefined {
  return value === undefined || value === null || isObject(value);
}
