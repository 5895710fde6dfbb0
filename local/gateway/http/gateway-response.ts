import type { ClientResponse } from '../shared/client-response.ts';

/** The gateway responses of HTTP APIs, by the type in their access logs. They cannot be customized, unlike those of REST APIs.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const GATEWAY_RESPONSES = {
  ACCESS_DENIED: { status: 403, message: 'Forbidden' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: 'Internal Server Error' },
  AUTHORIZER_FAILURE: { status: 500, message: 'Internal Server Error' },
  DEFAULT_5XX: { status: 500, message: 'Internal Server Error' },
  INTEGRATION_FAILURE: { status: 500, message: 'Internal Server Error' },
  INTEGRATION_TIMEOUT: { status: 503, message: 'Service Unavailable' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Entity Too Large' },
  RESOURCE_NOT_FOUND: { status: 404, message: 'Not Found' },
  THROTTLED: { status: 429, message: 'Too Many Requests' },
  UNAUTHORIZED: { status: 401, message: 'Unauthorized' },
} as const;

export type HttpGatewayResponseType = keyof typeof GATEWAY_RESPONSES;

/** The response for an error of API Gateway. Its body is JSON, such as `{"message":"Not Found"}`. */
export function httpGatewayResponse(responseType: HttpGatewayResponseType): ClientResponse {
  const { status, message } = GATEWAY_RESPONSES[responseType];
  return { ...httpErrorResponse(status, message), error: { message, responseType } };
}

/** An error response outside of any stage; it is not a gateway response. */
export function httpErrorResponse(status: number, message: string): ClientResponse {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message })),
  };
}

/** The HTTP status of a type. */
export function gatewayResponseStatus(responseType: HttpGatewayResponseType): number {
  return GATEWAY_RESPONSES[responseType].status;
}
