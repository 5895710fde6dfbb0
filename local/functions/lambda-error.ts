/** An error of the Lambda API, with its name and its HTTP status.
 *  @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
export class LambdaError extends Error {
  readonly status: number;
  /** Additional members of the response body. */
  readonly detail: Readonly<Record<string, string>>;

  constructor(name: string, status: number, message: string, detail: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = name;
    this.status = status;
    this.detail = detail;
  }

  /** The response body, as JSON. */
  get body(): string {
    return JSON.stringify({ Type: this.status < 500 ? 'User' : 'Service', Message: this.message, ...this.detail });
  }
}

/** The error for a function that does not exist. */
export function functionNotFound(arn: string): LambdaError {
  return new LambdaError('ResourceNotFoundException', 404, `Function not found: ${arn}`);
}

/** The error for a throttled invocation. @param reason the value of `Reason` in the response. */
export function tooManyRequests(reason: string): LambdaError {
  return new LambdaError('TooManyRequestsException', 429, 'Rate Exceeded.', { Reason: reason });
}
