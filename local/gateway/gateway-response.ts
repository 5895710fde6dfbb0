import type { Answer } from './answer.ts';
import { areSendable, type Header } from './answer-headers.ts';
import { contextVariable } from './context-variables.ts';
import type { Exchange } from './exchange.ts';
import { expressionValue } from './request-expression.ts';

/** The gateway responses that this gateway has reason to give. The others of the reference belong to what is not run here:
 *  request validators, API keys, usage plans, AWS signatures, WAF.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const DEFAULTS = {
  ACCESS_DENIED: { status: 403, message: 'User is not authorized to access this resource', error: 'AccessDenied' },
  API_CONFIGURATION_ERROR: { status: 500, message: 'Internal server error', error: 'InternalServerError' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: null, error: 'AuthorizerConfiguration' },
  AUTHORIZER_FAILURE: { status: 500, message: null, error: 'InternalServerError' },
  DEFAULT_5XX: { status: 502, message: 'Internal server error', error: 'InternalServerError' },
  INTEGRATION_TIMEOUT: { status: 504, message: 'Endpoint request timed out', error: 'InternalServerError' },
  MISSING_AUTHENTICATION_TOKEN: {
    status: 403,
    message: 'Missing Authentication Token',
    error: 'MissingAuthenticationToken',
  },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long', error: 'RequestTooLarge' },
  THROTTLED: { status: 429, message: 'Too Many Requests', error: 'TooManyRequests' },
  UNAUTHORIZED: { status: 401, message: 'Unauthorized', error: 'Unauthorized' },
} as const;

export type GatewayResponseType = keyof typeof DEFAULTS;

/** What a template says of one type of gateway responses. */
export interface CustomResponse {
  /** Undefined keeps the status of the error. */
  readonly status?: number;
  /** Values as the template writes them: `'constant'`, `context.…`, `method.request.header.…`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body templates by media type, in the template's order. */
  readonly templates: Readonly<Record<string, string>>;
}

/** An answer that no integration gave.
 *  @param message in place of the type's own. */
export function gatewayResponse(type: GatewayResponseType, message?: string): Answer {
  const byDefault = DEFAULTS[type];
  const text = message ?? byDefault.message;
  // A policy's denial is worded by another part of the service, with a capital letter.
  const member = type === 'ACCESS_DENIED' ? 'Message' : 'message';
  return {
    ...plainResponse(byDefault.status, byDefault.error, { [member]: text }),
    error: { message: text, responseType: type },
  };
}

/** An answer to what belongs to no stage of the API, or to a fault of ours. */
export function plainResponse(status: number, error: string, body: object): Answer {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', `${error}Exception`],
    ],
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** The answer as the API's own gateway responses have it: that of its type, or of all errors of its kind.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html */
export function customized(exchange: Exchange): Answer {
  const { answer, api } = exchange;
  if (!answer.error) return answer;
  const customizedBy = [answer.error.responseType, answer.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX'].find((type) =>
    api.gatewayResponses.has(type),
  );
  const custom = customizedBy && api.gatewayResponses.get(customizedBy);
  if (!custom) return answer;
  const status = custom.status ?? answer.status;
  const known = { ...exchange, answer: { ...answer, status } };
  const own = Object.entries(custom.headers).flatMap(([name, value]): Header[] => {
    const text = headerValue(value, known);
    return text === undefined ? [] : [[name, text]];
  });
  const [mediaType, template] = templateFor(custom.templates, exchange) ?? [];
  const replaced = new Set(own.map(([name]) => name.toLowerCase()));
  if (mediaType) replaced.add('content-type');
  const headers = [
    ...answer.headers.filter(([name]) => !replaced.has(name.toLowerCase())),
    ...(mediaType && !own.some(([name]) => name.toLowerCase() === 'content-type')
      ? [['Content-Type', mediaType] as const]
      : []),
    ...own,
  ];
  return {
    ...answer,
    status,
    error: { ...answer.error, customizedBy },
    // These are API Gateway's own: none of them is renamed, WWW-Authenticate for one.
    headers: areSendable(headers) ? headers : answer.headers,
    ...(template !== undefined && { body: Buffer.from(filled(template, known)) }),
  };
}

/** The template for what the client accepts, or the first. */
function templateFor(templates: CustomResponse['templates'], { request }: Exchange): [string, string] | undefined {
  const all = Object.entries(templates);
  const accept = request.headers.find(([name]) => name.toLowerCase() === 'accept')?.[1] ?? '';
  return all.find(([mediaType]) => accept.includes(mediaType)) ?? all[0];
}

function headerValue(expression: string, exchange: Exchange): string | undefined {
  return /^'(.*)'$/s.exec(expression)?.[1] ?? expressionValue(expression, exchange);
}

/** Gateway responses know variables alone, no other part of the template language. */
function filled(template: string, exchange: Exchange): string {
  return template.replace(
    /\$(?:context\.([\w.]*\w)|stageVariables\.(\w+)|\{context\.([\w.]*\w)\})/g,
    (whole, context?: string, variable?: string, braced?: string) => {
      const name = context ?? braced;
      if (name === undefined) return exchange.stage.variables[variable ?? ''] ?? '';
      return contextVariable(name, exchange)?.toString() ?? (whole.includes('messageString') ? 'null' : '');
    },
  );
}
