import type { FunctionError } from '../frames.ts';
import { supportsCallbacks } from './invocations.ts';

/** An error of the runtime itself. Its name is the `errorType` for callers and in logs. */
export class RuntimeError extends Error {
  constructor(type: string, message: string) {
    super(message);
    // Newer runtimes log the name as one of the error's properties, older ones do not.
    Object.defineProperty(this, 'name', { value: `Runtime.${type}`, enumerable: !supportsCallbacks });
  }
}

/** An unhandled rejection, in runtimes up to nodejs22.x. */
export class UnhandledPromiseRejection extends RuntimeError {
  readonly reason: unknown;
  readonly promise: Promise<unknown>;

  constructor(reason: unknown, promise: Promise<unknown>) {
    super('UnhandledPromiseRejection', String(reason));
    this.reason = reason;
    this.promise = promise;
  }
}

/** Converts a thrown value to the error that the runtime reports to Lambda. Never throws. */
export function toFunctionError(error: unknown): FunctionError {
  try {
    if (error instanceof Error) {
      return {
        errorType: escapeDelete(error.name),
        errorMessage: escapeDelete(error.message),
        trace: error.stack ? escapeDelete(error.stack).split('\n') : [],
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

/** Returns an error unchanged, and wraps any other thrown value. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Formats an error as the runtime logs it in the text format: with its properties, and its stack as lines. */
export function describeError(error: Error): string {
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
    return JSON.stringify(toFunctionError(error));
  }
}

/** Escapes the delete character, as the service does. */
function escapeDelete(text: string): string {
  return String(text).replaceAll('\x7F', '%7F');
}
