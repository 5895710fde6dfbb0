import type { FunctionError } from '../frames.ts';
import { supportsCallbacks } from './invocations.ts';

/** The errors that the runtime itself raises; their names are what callers and logs see as `errorType`. */
export class RuntimeError extends Error {
  constructor(type: string, message: string) {
    super(message);
    // Newer runtimes log the name among the error's properties, older ones do not.
    Object.defineProperty(this, 'name', { value: `Runtime.${type}`, enumerable: !supportsCallbacks });
  }
}

/** A rejection that nothing handled, in runtimes up to nodejs22.x. */
export class UnhandledPromiseRejection extends RuntimeError {
  readonly reason: unknown;
  readonly promise: Promise<unknown>;

  constructor(reason: unknown, promise: Promise<unknown>) {
    super('UnhandledPromiseRejection', String(reason));
    this.reason = reason;
    this.promise = promise;
  }
}

/** The error as the runtime reports it to Lambda. Never throws, whatever was thrown. */
export function reported(error: unknown): FunctionError {
  try {
    if (error instanceof Error) {
      return {
        errorType: printable(error.name),
        errorMessage: printable(error.message),
        trace: error.stack ? printable(error.stack).split('\n') : [],
      };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    };
  }
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** The error with its properties and its stack as lines, as the runtime logs it in the text format. */
export function described(error: Error): string {
  try {
    return JSON.stringify(error, (_key, value: unknown) => {
      if (!(value instanceof Error)) return value;
      return {
        errorType: value.name,
        errorMessage: value.message,
        code: (value as NodeJS.ErrnoException).code,
        ...value,
        ...(typeof value.stack === 'string' && { stack: value.stack.split('\n') }),
      };
    });
  } catch {
    return JSON.stringify(reported(error));
  }
}

/** The delete character, which the service escapes. */
function printable(text: string): string {
  return String(text).replaceAll('\x7F', '%7F');
}
