import { FilterPatternError } from '../../core/filter-pattern/error.ts';
import { compile } from '../../core/filter-pattern/match.ts';
import { parseFilterPattern } from '../../core/filter-pattern/parse.ts';
import { invalidParameter } from './service-error.ts';

/** Makes the filter that a pattern describes; without a pattern, or with an empty one, every message matches.
 *  @throws ServiceError when the pattern is not valid. */
export function messageFilter(pattern: string | undefined): (message: string) => boolean {
  return compile(inServiceErrors(() => parseFilterPattern(pattern ?? '')));
}

/** Runs `parse`; what it says of a pattern becomes the service's error. */
export function inServiceErrors<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FilterPatternError) throw invalidParameter(error.message);
    throw error;
  }
}
