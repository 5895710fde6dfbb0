import { compileJsonPattern } from './match-json.ts';
import { compileSpaceDelimitedPattern } from './match-space-delimited.ts';
import { compileTerms } from './match-terms.ts';
import type { FilterPattern } from './pattern.ts';

/** Makes a function that tests whether the message of a log event matches. The function accepts any text and never throws; its time
 *  grows linearly with the length of the message, for every pattern.
 *  @param pattern from `parseFilterPattern`. */
export function compileFilterPattern(pattern: FilterPattern): (message: string) => boolean {
  switch (pattern.kind) {
    case 'match-all':
      return () => true;
    case 'terms':
      return compileTerms(pattern);
    case 'json':
      return compileJsonPattern(pattern);
    case 'space-delimited':
      return compileSpaceDelimitedPattern(pattern).matches;
  }
}

/** Extracts the fields of a message, as TestMetricFilter returns them in `extractedValues`. In a
 *  space-delimited pattern, a field's key is its name (`$status`), or its number if it has no name (`$1` is the first). Other patterns
 *  extract no fields.
 *  @returns undefined when the message does not match.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html */
export function extractFields(pattern: FilterPattern, message: string): Record<string, string> | undefined {
  if (pattern.kind === 'space-delimited') return compileSpaceDelimitedPattern(pattern).extract(message);
  return compileFilterPattern(pattern)(message) ? {} : undefined;
}
