import { ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isThrottle, isTransient } from '../core/sources/service-errors.ts';

/** The error codes of the API. They are stable: programs compare them. */
export type ErrorCode =
  | 'authentication-error'
  | 'forbidden-error'
  | 'invalid-request-error'
  | 'not-found-error'
  | 'rate-limit-error'
  | 'server-error';

const DEFAULT_STATUSES: Readonly<Record<ErrorCode, ContentfulStatusCode>> = {
  'authentication-error': 401,
  'forbidden-error': 403,
  'invalid-request-error': 400,
  'not-found-error': 404,
  'rate-limit-error': 429,
  'server-error': 500,
};

/** An error response. Its text says what is wrong and what to do. It must not repeat what the client sent. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: ContentfulStatusCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    info: string,
    {
      status = DEFAULT_STATUSES[code],
      headers = {},
    }: { status?: ContentfulStatusCode; headers?: Record<string, string> } = {},
  ) {
    super(info);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

/** The error response to a client that sends too many requests. */
export function tooManyRequests(info: string, retryAfterSeconds: number): ApiError {
  return new ApiError('rate-limit-error', info, { headers: { 'Retry-After': String(retryAfterSeconds) } });
}

/** Creates an error response in the API's format.
 *  @param report called for errors of the server itself. */
export function errorResponse(error: Error, context: Context, report: (error: Error) => void): Response {
  const apiError = error instanceof ApiError ? error : toApiError(error);
  const { code, message, status, headers } = apiError;
  if (status >= 500 && apiError !== error) report(error);
  return context.json({ error: code, info: message }, status, { ...headers });
}

/** The client closed the connection before the response was complete. Only logs have this status; it is the one that nginx uses.
 *  @see https://nginx.org/en/docs/dev/development_guide.html#http_error_codes */
const CLIENT_CLOSED = 499 as ContentfulStatusCode;

/** When a client may try again after AWS throttled a call of this server, or failed. */
const RETRY_AFTER_SECONDS = 5;

/** The response to an error of an AWS service, or of this server. */
function toApiError(error: Error): ApiError {
  // DynamoDB has an error of the same name for a missing table, which is a fault of this server.
  if (error instanceof ResourceNotFoundException) {
    return new ApiError('not-found-error', 'The log group or log stream does not exist any more.');
  }
  if (error.name === 'AbortError') {
    return new ApiError('invalid-request-error', 'The client closed the request.', { status: CLIENT_CLOSED });
  }
  // DynamoDB has a name of its own for a throttle.
  // @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
  if (isThrottle(error) || error.name === 'ProvisionedThroughputExceededException') {
    return tooManyRequests('AWS throttles the calls of this server. Try again later.', RETRY_AFTER_SECONDS);
  }
  if (isTransient(error)) {
    return new ApiError('server-error', 'An AWS service that this server uses does not answer. Try again later.', {
      status: 503,
      headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
    });
  }
  return new ApiError(
    'server-error',
    'The service failed. Try again. If it fails again, contact the operator of this API.',
  );
}
