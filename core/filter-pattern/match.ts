import { compileJsonPattern } from './match-json.ts';
import { compileSpaceDelimitedPattern } from './match-space-delimited.ts';
import { compileTerms } from './match-terms.ts';
import type { FilterPattern } from './pattern.ts';

/** Makes a function that says whether a log event's message matches. It takes any text and never throws; its time grows
 *  linearly with the message's length, whatever the pattern.
 *  @param pattern as `parseFilterPattern` reads it. */
export function compile(pattern: FilterPattern): (message: string) => boolean {
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

/** What TestMetricFilter gives as `extractedValues`: the fields of a space-delimited pattern by name, `$status`, those
 *  without a name by their place, `$1` the first; nothing for other patterns.
 *  @returns undefined when the message does not match.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html */
export function extract(pattern: FilterPattern, message: string): Record<string, string> | undefined {
  if (pattern.kind === 'space-delimited') return compileSpaceDelimitedPattern(pattern).extract(message);
  return compile(pattern)(message) ? {} : undefined;
}
