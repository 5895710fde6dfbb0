import type { ClientResponse } from '../shared/client-response.ts';

/** The gateway responses that occur locally. The other types belong to features that are not supported locally: request
 *  validators, API keys, usage plans, IAM authorization, WAF.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const GATEWAY_RESPONSES = {
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

export type RestGatewayResponseType = keyof typeof GATEWAY_RESPONSES;

/** The default response for an error of API Gateway.
 *  @param message replaces the default message of the type. */
export function restGatewayResponse(type: RestGatewayResponseType, message?: string): ClientResponse {
  const { status, message: defaultMessage, error } = GATEWAY_RESPONSES[type];
  const text = message ?? defaultMessage;
  // The service writes this member with a capital letter only for a denial by a policy.
  const member = type === 'ACCESS_DENIED' ? 'Message' : 'message';
  return {
    ...restErrorResponse(status, error, { [member]: text }),
    error: { message: text, responseType: type },
  };
}

/** The default status of a type. */
export function gatewayResponseStatus(type: RestGatewayResponseType): number {
  return GATEWAY_RESPONSES[type].status;
}

/** A response outside of any stage, or to an internal error; it is not a gateway response. */
export function restErrorResponse(status: number, error: string, body: object): ClientResponse {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json'],
      ['x-amzn-ErrorType', `${error}Exception`],
    ],
    body: Buffer.from(JSON.stringify(body)),
  };
}
