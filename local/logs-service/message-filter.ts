import { FilterPatternError } from '../../core/filter-pattern/filter-pattern-error.ts';
import { compileFilterPattern } from '../../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../../core/filter-pattern/parse.ts';
import { invalidParameter } from './service-error.ts';

/** Creates the filter for a pattern. Without a pattern, or with an empty one, all messages match.
 *  @throws ServiceError when the pattern is not valid. */
export function compileMessageFilter(pattern: string | undefined): (message: string) => boolean {
  return compileFilterPattern(convertPatternErrors(() => parseFilterPattern(pattern ?? '')));
}

/** Runs `parse` and converts an error of the pattern to an error of the service. */
export function convertPatternErrors<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FilterPatternError) throw invalidParameter(error.message);
    throw error;
  }
}
