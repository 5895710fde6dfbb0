/** Error names of the service that go away by themselves.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html */
const TRANSIENT_NAMES: ReadonlySet<string> = new Set([
  'ServiceUnavailableException',
  'InternalFailure',
  'RequestTimeout',
  'TimeoutError',
]);

/** What Node.js calls a connection that did not hold, and a name that could not be looked up just now. */
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

interface Fault {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const THROTTLES: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
]);

/** Whether the service refused a call only because there were too many. */
export function isThrottle(error: unknown): boolean {
  return THROTTLES.has((error as Fault).name ?? '');
}

/** Whether the service no longer knows a `nextToken`: they live for 24 hours. */
export function isExpiredToken(error: unknown): boolean {
  const { name, message = '' } = error as Fault;
  return name === 'InvalidParameterException' && /token/i.test(message);
}

/** Whether the same call may succeed a while later, though nobody does anything about it. */
export function isRecoverable(error: unknown): boolean {
  // A group that was deleted may be made again by the next deployment.
  return isTransient(error) || (error as Fault).name === 'ResourceNotFoundException';
}

/** Whether the same call may succeed right away: the connection or the service failed, and the question was all right. */
export function isTransient(error: unknown): boolean {
  const fault = error as Fault;
  return (
    TRANSIENT_NAMES.has(fault.name ?? '') ||
    TRANSIENT_CODES.has(fault.code ?? '') ||
    (fault.$metadata?.httpStatusCode ?? 0) >= 500
  );
}

/** A fault in a few words, for a notice. */
export function describeError(error: unknown): string {
  const fault = error as Fault;
  if (fault.name === 'ResourceNotFoundException') return 'the log group is gone';
  return fault.message || fault.code || fault.name || String(error);
}
