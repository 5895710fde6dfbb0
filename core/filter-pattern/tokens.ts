import { type FilterPatternError, invalidTerm } from './filter-pattern-error.ts';
import type { Selector, SelectorStep } from './pattern.ts';

/** A token of the pattern, and its position in the text: `start` is inclusive, `end` exclusive. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'word' | 'number' | 'quoted' | 'regex' | 'symbol'; readonly text: string }
  | { readonly kind: 'selector'; readonly selector: Selector }
);

/** The three kinds of patterns: terms, `{ JSON }` and `[space-delimited]`. */
export type Language = 'terms' | 'json' | 'space-delimited';

/** The symbols of each language. A symbol must come before the shorter symbols that it begins with. */
const SYMBOLS: Readonly<Record<Language, readonly string[]>> = {
  terms: ['-', '?'],
  json: ['&&', '||', '!=', '<=', '>=', '=', '<', '>', '(', ')', '{', '}'],
  'space-delimited': ['&&', '||', '!=', '<=', '>=', '=', '<', '>', '(', ')', '[', ']', ','],
};

/** A term without quotes has only letters, digits and underscores. In the documentation's examples, values without quotes also have
 *  dots and wildcards, and names of fields have hyphens. */
const WORD: Readonly<Record<Language, RegExp>> = {
  terms: /\w+/y,
  json: /[\w.*]+/y,
  'space-delimited': /[\w.*-]+/y,
};

const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.*-])/y;
const SPACE = /\s+/y;
const SELECTOR_NAME = /[\w-]+/y;
const SELECTOR_INDEX = /\d+/y;

/** The characters that a regular expression may have, including operators: no parentheses, only ASCII.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html */
const REGEX_CHARACTER = /[A-Za-z0-9 :_#=@/;,^$?[\]{}|\\*+.-]/;

/** Splits a filter pattern into tokens.
 *  @throws FilterPatternError for the first character that cannot be part of a token. */
export function tokenize(text: string, language: Language): Token[] {
  const tokens: Token[] = [];
  let start = skipSpace(text, 0);
  while (start < text.length) {
    const token = readToken(text, start, language);
    tokens.push(token);
    start = skipSpace(text, token.end);
  }
  return tokens;
}

function readToken(text: string, start: number, language: Language): Token {
  const first = text[start];
  if (first === '"') return readQuoted(text, start);
  if (first === '%') return readRegex(text, start);
  if (first === '$' && language === 'json') return readSelector(text, start);
  if (language !== 'terms') {
    const number = matchAt(NUMBER, text, start);
    if (number !== undefined) return { kind: 'number', text: number, start, end: start + number.length };
  }
  const symbol = SYMBOLS[language].find((candidate) => text.startsWith(candidate, start));
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, start, end: start + symbol.length };
  const word = matchAt(WORD[language], text, start);
  if (word !== undefined) return { kind: 'word', text: word, start, end: start + word.length };
  const halfSymbol = SYMBOLS[language].some((candidate) => candidate.length > 1 && candidate.startsWith(first ?? ''));
  throw invalidCharacter(text, start, halfSymbol ? start + 1 : start, QUOTE_HINT);
}

/** A string in double quotation marks. A backslash escapes a quotation mark or another backslash. */
function readQuoted(text: string, start: number): Token {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') return { kind: 'quoted', text: value, start, end: at + 1 };
    const next = text[at + 1];
    if (character === '\\' && (next === '"' || next === '\\')) {
      value += next;
      at += 1;
    } else {
      value += character;
    }
  }
  throw invalidTerm(text.slice(start), 'The quotation mark is not closed: put a " after the phrase.');
}

function readRegex(text: string, start: number): Token {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '%') return { kind: 'regex', text: text.slice(start + 1, at), start, end: at + 1 };
    if (!REGEX_CHARACTER.test(character)) throw invalidCharacter(text, start, at, HEX_HINT);
  }
  throw invalidTerm(text.slice(start), 'The regular expression is not closed: put a % after it.');
}

/** `$.a.b-c[0].*['x.y']`: a property after each dot, an array element in each pair of brackets. */
function readSelector(text: string, start: number): Token {
  const selector: SelectorStep[] = [];
  let end = start + 1;
  while (text[end] === '.' || (text[end] === '[' && selector.length > 0)) {
    const [step, next] = readStep(text, end, selector.length === 0 ? start : end);
    selector.push(step);
    end = next;
  }
  if (selector.length === 0) throw invalidCharacter(text, start, end, SELECTOR_HINT);
  return { kind: 'selector', selector, start, end };
}

/** @param quoteStart the start of the text that the error message quotes: of the root `$` for the first step, otherwise of the
 *  step. */
function readStep(text: string, at: number, quoteStart: number): [SelectorStep, number] {
  const afterDot = text[at] === '.' ? at + 1 : at;
  if (text[afterDot] === '[') return readBracket(text, afterDot);
  if (text[afterDot] === '*') return [{ kind: 'any' }, afterDot + 1];
  const name = matchAt(SELECTOR_NAME, text, afterDot);
  if (name === undefined) throw invalidCharacter(text, quoteStart, afterDot, SELECTOR_HINT);
  return [{ kind: 'property', name }, afterDot + name.length];
}

function readBracket(text: string, start: number): [SelectorStep, number] {
  const [step, end] = readBracketContent(text, start);
  if (text[end] !== ']') throw invalidCharacter(text, start, end, SELECTOR_HINT);
  if (step.kind !== 'property' && text[start - 1] === '.')
    throw invalidCharacter(text, start - 1, start, SELECTOR_HINT);
  return [step, end + 1];
}

function readBracketContent(text: string, start: number): [SelectorStep, number] {
  const inside = start + 1;
  if (text[inside] === '*') return [{ kind: 'any' }, inside + 1];
  if (text[inside] === "'") return readBracketName(text, start);
  const index = matchAt(SELECTOR_INDEX, text, inside);
  if (index === undefined || !Number.isSafeInteger(Number(index)))
    throw invalidCharacter(text, start, inside, SELECTOR_HINT);
  return [{ kind: 'index', index: Number(index) }, inside + index.length];
}

function readBracketName(text: string, start: number): [SelectorStep, number] {
  let name = '';
  for (let at = start + 2; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'") return [{ kind: 'property', name }, at + 1];
    const next = text[at + 1];
    if (character === '\\' && (next === "'" || next === '\\')) {
      name += next;
      at += 1;
    } else {
      name += character;
    }
  }
  throw invalidTerm(text.slice(start), "The property's name is not closed: put '] after it.");
}

const QUOTE_HINT = 'put a term with other characters than letters, digits and _ in double quotation marks.';
const SELECTOR_HINT = "a selector is like $.name.other[0], or $.['any name'].";
const HEX_HINT = 'in a regular expression, write this character as \\x and its two hexadecimal digits.';

/** The error for a character that cannot be part of the token that begins at `start`. */
function invalidCharacter(text: string, start: number, at: number, advice: string): FilterPatternError {
  const character = at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '';
  const what =
    character === '' ? 'The pattern cannot end here' : `'${character}' (character ${at + 1}) is not allowed here`;
  return invalidTerm(text.slice(start, at) + character, `${what}: ${advice}`);
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(SPACE, text, at)?.length ?? 0);
}

function matchAt(sticky: RegExp, text: string, at: number): string | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0];
}
