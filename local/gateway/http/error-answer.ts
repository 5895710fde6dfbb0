import type { Answer } from '../shared/answer.ts';

/** What an HTTP API answers by itself, by the type that its access log gives. Unlike those of REST APIs, these cannot be
 *  customized.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const ERRORS = {
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

export type HttpErrorType = keyof typeof ERRORS;

/** `{"message":"Not Found"}` and the like. */
export function errorAnswer(responseType: HttpErrorType): Answer {
  const { status, message } = ERRORS[responseType];
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message })),
    error: { message, responseType },
  };
}

export function statusOfError(responseType: HttpErrorType): number {
  return ERRORS[responseType].status;
}
