import { types } from 'node:util';
import type { FunctionError } from '../frames.ts';

/** Whatever was thrown, in the shape in which Lambda hands errors on. */
export function describeError(thrown: unknown): FunctionError {
  if (types.isNativeError(thrown)) {
    return { errorType: thrown.name, errorMessage: thrown.message, trace: String(thrown.stack ?? '').split('\n') };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}
