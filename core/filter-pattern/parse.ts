import { FilterPatternError, invalidPattern, type PatternPurpose } from './filter-pattern-error.ts';
import { parseJsonPattern } from './parse-json.ts';
import { parseSpaceDelimitedPattern } from './parse-space-delimited.ts';
import { parseTerms } from './parse-terms.ts';
import type { FilterPattern } from './pattern.ts';
import { TokenReader } from './token-reader.ts';

/** The maximum number of characters in a filter pattern.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const MAX_PATTERN_LENGTH = 1024;

/** Parses a filter pattern: terms, `{ JSON conditions }` or `[space-delimited fields]`. An empty pattern matches every event.
 *  @throws FilterPatternError with the service's message.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export function parseFilterPattern(text: string, purpose: PatternPurpose = 'filter'): FilterPattern {
  if (text.length > MAX_PATTERN_LENGTH) {
    throw invalidPattern(purpose, `It has ${text.length} characters; at most ${MAX_PATTERN_LENGTH} are allowed.`);
  }
  const pattern = text.trim();
  if (pattern === '') return { kind: 'match-all' };
  if (pattern.startsWith('{')) {
    requireEnd(pattern, '}');
    return parseJsonPattern(new TokenReader(text, 'json', purpose));
  }
  if (pattern.startsWith('[')) {
    requireEnd(pattern, ']');
    return parseSpaceDelimitedPattern(new TokenReader(text, 'space-delimited', purpose));
  }
  return parseTerms(new TokenReader(text, 'terms', purpose));
}

function requireEnd(pattern: string, bracket: string): void {
  if (pattern.endsWith(bracket)) return;
  throw new FilterPatternError(
    `If a filter pattern starts with '${pattern[0]}' it must end with '${bracket}'`,
    `Put a ${bracket} at the end, or put the whole pattern in double quotation marks to search for its text.`,
  );
}
