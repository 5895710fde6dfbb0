import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** The stable codes of the API's errors. */
export type ErrorCode =
  | 'authentication-error'
  | 'forbidden-error'
  | 'invalid-request-error'
  | 'not-found-error'
  | 'rate-limit-error'
  | 'server-error';

const STATUS: Readonly<Record<ErrorCode, ContentfulStatusCode>> = {
  'authentication-error': 401,
  'forbidden-error': 403,
  'invalid-request-error': 400,
  'not-found-error': 404,
  'rate-limit-error': 429,
  'server-error': 500,
};

/** An answer that is an error. Its text says what is wrong and what to do, and holds nothing that the client sent. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: ContentfulStatusCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ErrorCode,
    info: string,
    { status = STATUS[code], headers = {} }: { status?: ContentfulStatusCode; headers?: Record<string, string> } = {},
  ) {
    super(info);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

/** How long a client should wait that came too often, in seconds. */
export function tooManyRequests(info: string, retryAfterSeconds: number): ApiError {
  return new ApiError('rate-limit-error', info, { headers: { 'Retry-After': String(retryAfterSeconds) } });
}

/** Answers with an error in the API's shape.
 *  @param report told of errors that are ours. */
export function errorResponse(error: Error, context: Context, report: (error: Error) => void): Response {
  const known = error instanceof ApiError ? error : expectedError(error);
  if (known === undefined) report(error);
  const { code, message, status, headers } =
    known ?? new ApiError('server-error', 'The service failed. Try again; if it goes on, ask whoever runs this API.');
  return context.json({ error: code, info: message }, status, { ...headers });
}

/** Faults of the services behind the API that are nobody's here. */
function expectedError(error: Error): ApiError | undefined {
  if (error.name === 'ResourceNotFoundException') {
    return new ApiError('not-found-error', 'There is no such log group or log stream any more.');
  }
  // The client went away while it was answered.
  if (error.name === 'AbortError') return new ApiError('server-error', 'The request was ended.');
  if (error.name === 'ThrottlingException' || error.name === 'ProvisionedThroughputExceededException') {
    return tooManyRequests('AWS refuses more calls at the moment. Try again a little later.', 5);
  }
  return undefined;
}
