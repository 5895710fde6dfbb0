import type { Invocation } from './invocation.ts';
import { safely } from './line-writer.ts';

/** Runs a handler, and ends its invocation with the result or the error.
 *  @param recorded what the records have in place of the result.
 *  @returns a promise of the same result, which settles when the records are written. */
export async function endWhenSettled<T>(
  invocation: Invocation,
  run: () => T,
  recorded: (result: Awaited<T>) => unknown = (result) => result,
): Promise<Awaited<T>> {
  let result: Awaited<T>;
  try {
    result = await run();
  } catch (error) {
    safely(() => invocation.endWithError(error));
    throw error;
  }
  safely(() => invocation.endWithResult(recorded(result)));
  return result;
}
