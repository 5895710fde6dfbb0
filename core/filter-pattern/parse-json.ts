import { FilterPatternError } from './filter-pattern-error.ts';
import { parseComparison, parseCondition } from './parse-condition.ts';
import type { JsonPattern, JsonTest, Selector } from './pattern.ts';
import type { TokenReader } from './token-reader.ts';

/** The maximum number of wildcards in one selector, and in all selectors of a pattern.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-json-log-events.html */
export const MAX_WILDCARDS_PER_SELECTOR = 1;
export const MAX_WILDCARDS = 3;

const SELECTOR = 'a property selector such as $.name';

/** EBNF: json = "{" condition "}" ; test = selector ( operator value | "IS" ( "NULL" | "TRUE" | "FALSE" ) | "NOT" "EXISTS" ) */
export function parseJsonPattern(tokens: TokenReader): JsonPattern {
  let wildcards = 0;
  const parseTest = (): JsonTest => {
    const selector = parseSelector(tokens);
    wildcards += countWildcards(selector);
    if (wildcards > MAX_WILDCARDS) {
      throw new FilterPatternError(
        `Your input has exceeded the maximum of ${MAX_WILDCARDS} JSON wildcard selectors allowed per filter pattern.`,
        'Name the properties, or split the pattern into two filters.',
      );
    }
    return parseTestOf(selector, tokens);
  };
  tokens.expectSymbol('{');
  const condition = parseCondition(tokens, parseTest);
  tokens.expectSymbol('}');
  tokens.expectEnd();
  return { kind: 'json', condition };
}

function parseSelector(tokens: TokenReader): Selector {
  const token = tokens.next(SELECTOR);
  if (token.kind !== 'selector') throw tokens.unexpected(token, SELECTOR);
  if (countWildcards(token.selector) > MAX_WILDCARDS_PER_SELECTOR) {
    throw new FilterPatternError(
      `Your filter pattern has a JSON path selector that exceeds the maximum of ${MAX_WILDCARDS_PER_SELECTOR} wildcard allowed per json selector.`,
      'Name the other properties of the selector.',
    );
  }
  return token.selector;
}

function countWildcards(selector: Selector): number {
  return selector.filter((step) => step.kind === 'any').length;
}

function parseTestOf(selector: Selector, tokens: TokenReader): JsonTest {
  const keyword = tokens.takeKeyword('IS', 'NOT');
  if (keyword === undefined) return { ...parseComparison(tokens), selector };
  if (keyword === 'NOT') {
    if (tokens.takeKeyword('EXISTS') === undefined) throw tokens.invalid('NOT has to be followed by EXISTS.');
    return { kind: 'not-exists', selector };
  }
  const value = tokens.takeKeyword('NULL', 'TRUE', 'FALSE');
  if (value === undefined) throw tokens.invalid('IS has to be followed by NULL, TRUE or FALSE.');
  return { kind: 'is', selector, value };
}
