import { FilterPatternError, invalidPattern, invalidTerm, type PatternPurpose } from './error.ts';
import type { Regex } from './pattern.ts';
import { parseRegex, RegexSyntaxError } from './regex.ts';
import { type Language, type Token, tokenize } from './tokens.ts';

/** Regular expressions in a filter pattern, at most.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html */
export const MAX_REGEXES = 2;

/** Hands the words of a pattern to the parsers, one by one, and words their errors. */
export class TokenReader {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private readonly purpose: PatternPurpose;
  private at = 0;
  private regexes = 0;

  /** @throws FilterPatternError when the text has a character that no word can have. */
  constructor(text: string, language: Language, purpose: PatternPurpose) {
    this.text = text;
    this.tokens = tokenize(text, language);
    this.purpose = purpose;
  }

  atEnd(): boolean {
    return this.at === this.tokens.length;
  }

  /** @param expected what can stand here, for the error at the pattern's end. */
  next(expected: string): Token {
    const token = this.tokens[this.at];
    if (token === undefined) throw invalidPattern(this.purpose, `The pattern ends where ${expected} should be.`);
    this.at += 1;
    return token;
  }

  /** Whether one of these symbols comes next. */
  isSymbol(...symbols: readonly string[]): boolean {
    return this.isSymbolAt(this.at, symbols);
  }

  /** Whether one of these symbols comes after the next word. */
  isSecondSymbol(...symbols: readonly string[]): boolean {
    return this.isSymbolAt(this.at + 1, symbols);
  }

  /** Whether this symbol came next; if so, it is read. */
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

  /** The next word when it is one of these, in upper or lower case; it is then read. */
  takeKeyword<Keyword extends string>(...keywords: readonly Keyword[]): Keyword | undefined {
    const token = this.tokens[this.at];
    const found = keywords.find((keyword) => token?.kind === 'word' && token.text.toUpperCase() === keyword);
    if (found !== undefined) this.at += 1;
    return found;
  }

  /** A regular expression as a part of the pattern, once it is sure that it can be run.
   *  @throws FilterPatternError when it cannot, or is one too many. */
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

  /** The error of a word that cannot stand where it stands. */
  unexpected(token: Token, expected: string): FilterPatternError {
    return this.invalid(`'${this.textOf(token)}' (character ${token.start + 1}) stands where ${expected} should be.`);
  }

  /** The error of a word that holds the wrong characters for its place. */
  invalidTerm(token: Token, hint: string): FilterPatternError {
    return invalidTerm(this.textOf(token), hint);
  }

  /** The error of a pattern that is wrong as a whole. */
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
