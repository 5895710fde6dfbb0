import { FilterPatternError, invalidPattern, invalidTerm, type PatternPurpose } from './filter-pattern-error.ts';
import type { Regex } from './pattern.ts';
import { parseRegex, RegexSyntaxError } from './regex.ts';
import { type Language, type Token, tokenize } from './tokens.ts';

/** The maximum number of regular expressions in a filter pattern.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html */
export const MAX_REGEXES = 2;

/** Gives the tokens of a pattern to the parsers, one by one, and makes their errors. */
export class TokenReader {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private readonly purpose: PatternPurpose;
  private at = 0;
  private regexes = 0;

  /** @throws FilterPatternError when the text has a character that no token can have. */
  constructor(text: string, language: Language, purpose: PatternPurpose) {
    this.text = text;
    this.tokens = tokenize(text, language);
    this.purpose = purpose;
  }

  atEnd(): boolean {
    return this.at === this.tokens.length;
  }

  /** Reads the next token.
   *  @param expected describes the token, for the error at the end of the pattern. */
  next(expected: string): Token {
    const token = this.tokens[this.at];
    if (token === undefined) throw invalidPattern(this.purpose, `The pattern ends, but ${expected} is expected.`);
    this.at += 1;
    return token;
  }

  /** Whether the next token is one of these symbols. */
  isSymbol(...symbols: readonly string[]): boolean {
    return this.isSymbolAt(this.at, symbols);
  }

  /** Whether the token after the next one is one of these symbols. */
  isSecondSymbol(...symbols: readonly string[]): boolean {
    return this.isSymbolAt(this.at + 1, symbols);
  }

  /** Reads the next token if it is this symbol. @returns whether it was. */
  takeSymbol(symbol: string): boolean {
    const found = this.isSymbol(symbol);
    if (found) this.at += 1;
    return found;
  }

  expectSymbol(symbol: string): void {
    const token = this.next(symbol);
    if (token.kind !== 'symbol' || token.text !== symbol) throw this.unexpected(token, symbol);
  }

  expectEnd(): void {
    const token = this.tokens[this.at];
    if (token !== undefined) throw this.unexpected(token, 'the end of the pattern');
  }

  /** Reads the next token if it is one of these words, in upper or lower case. @returns the word; undefined for any other token. */
  takeKeyword<Keyword extends string>(...keywords: readonly Keyword[]): Keyword | undefined {
    const token = this.tokens[this.at];
    const found = keywords.find((keyword) => token?.kind === 'word' && token.text.toUpperCase() === keyword);
    if (found !== undefined) this.at += 1;
    return found;
  }

  /** Checks a regular expression of the pattern.
   *  @throws FilterPatternError when it is not supported, or the pattern has too many. */
  regex(source: string): Regex {
    this.regexes += 1;
    if (this.regexes > MAX_REGEXES) {
      throw new FilterPatternError(
        `Your input has exceeded the maximum of ${MAX_REGEXES} regular expressions per filter pattern.`,
        'Join some of them with |, or use wildcards (*).',
      );
    }
    try {
      parseRegex(source);
    } catch (error) {
      if (error instanceof RegexSyntaxError) {
        throw new FilterPatternError('Failed to compile regular expression.', `%${source}%: ${error.message}`);
      }
      throw error;
    }
    return { kind: 'regex', source };
  }

  /** The error for a token at the wrong position. */
  unexpected(token: Token, expected: string): FilterPatternError {
    return this.invalid(
      `'${this.textOf(token)}' (character ${token.start + 1}) is not allowed here: ${expected} is expected.`,
    );
  }

  /** The error for a token with invalid characters. */
  invalidTerm(token: Token, hint: string): FilterPatternError {
    return invalidTerm(this.textOf(token), hint);
  }

  /** The error for any other mistake in the pattern. */
  invalid(hint: string): FilterPatternError {
    return invalidPattern(this.purpose, hint);
  }

  private isSymbolAt(at: number, symbols: readonly string[]): boolean {
    const token = this.tokens[at];
    return token?.kind === 'symbol' && symbols.includes(token.text);
  }

  private textOf(token: Token): string {
    return this.text.slice(token.start, token.end);
  }
}
