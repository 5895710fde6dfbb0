/** The gateway responses that this gateway has reason to give. The others of the reference belong to what is not supported locally:
 *  request validators, API keys, usage plans, AWS signatures, WAF.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
export const GATEWAY_RESPONSES = {
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

export type GatewayResponseType = keyof typeof GATEWAY_RESPONSES;

/** What a template says of one type of gateway responses. */
export interface CustomResponse {
  /** Undefined keeps the status of the error. */
  readonly status?: number;
  /** Values as the template writes them: `'constant'`, `context.…`, `method.request.header.…`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body templates by media type, in the template's order. */
  readonly templates: Readonly<Record<string, string>>;
}
