/** Errors of the service that may be gone at the next attempt.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html */
const TRANSIENT_NAMES: ReadonlySet<string> = new Set([
  'ServiceUnavailableException',
  'InternalFailure',
  'RequestTimeout',
  'TimeoutError',
]);

/** Error codes of Node.js for failed connections and failed DNS look-ups. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

interface ServiceError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

const THROTTLE_NAMES: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
]);

/** Whether the service refused a call because of its rate limit. */
export function isThrottle(error: unknown): boolean {
  const { name = '', $metadata } = error as ServiceError;
  return THROTTLE_NAMES.has(name) || $metadata?.httpStatusCode === 429;
}

/** Whether a `nextToken` has expired. Tokens are valid for 24 hours. */
export function isExpiredToken(error: unknown): boolean {
  const { name, message = '' } = error as ServiceError;
  return name === 'InvalidParameterException' && /token/i.test(message);
}

/** Whether the same call may succeed later, without a change by the user. */
export function isRecoverable(error: unknown): boolean {
  // The next deployment may create a deleted log group again.
  return isTransient(error) || (error as ServiceError).name === 'ResourceNotFoundException';
}

/** Whether the same call may succeed at once: the connection or the service failed, but the request was valid. */
export function isTransient(error: unknown): boolean {
  const { name, code, $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode ?? 0;
  return (
    TRANSIENT_NAMES.has(name ?? '') ||
    TRANSIENT_CODES.has(code ?? '') ||
    status >= 500 ||
    // A proxy answers instead of the service, or the body was cut off.
    (name === 'UnusableResponseError' && status < 300) ||
    // The SDK has set its clock by the response, and signs the next call with the right time.
    $metadata?.clockSkewCorrected === true
  );
}

/** A short description of an error, for a notice. */
export function describeError(error: unknown): string {
  const { name, message, code } = error as ServiceError;
  if (name === 'ResourceNotFoundException') return 'the log group no longer exists';
  // The message of the SDK names its own options.
  if (name === 'TimeoutError' && message?.startsWith('@smithy')) return 'no response in time';
  return message || code || name || String(error);
}
