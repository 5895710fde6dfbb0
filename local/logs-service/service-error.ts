/** An error response, with the name and the message of the service. */
export class ServiceError extends Error {
  override readonly name: string;
  /** HTTP status. */
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export const invalidParameter = (message: string) => new ServiceError('InvalidParameterException', message);

export const invalidOperation = (message: string) => new ServiceError('InvalidOperationException', message);

export const validationError = (message: string) => new ServiceError('ValidationException', message);

export const serializationError = (message: string) => new ServiceError('SerializationException', message);

export const limitExceeded = () => new ServiceError('LimitExceededException', 'Resource limit exceeded.');

export const groupNotFound = () =>
  new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');

export const streamNotFound = () =>
  new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');

export const invalidToken = () => invalidParameter('The specified nextToken is invalid.');
