import { type FilterPatternError, invalidTerm } from './error.ts';
import type { Selector, SelectorStep } from './pattern.ts';

/** A word of the pattern. `start` and `end` are its place in the text, `end` being behind it. */
export type Token = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'word' | 'number' | 'quoted' | 'regex' | 'symbol'; readonly text: string }
  | { readonly kind: 'selector'; readonly selector: Selector }
);

/** Which of the three languages: terms, `{ JSON }` or `[space-delimited]`. */
export type Language = 'terms' | 'json' | 'space-delimited';

/** Longer symbols come before their own beginnings. */
const SYMBOLS: Readonly<Record<Language, readonly string[]>> = {
  terms: ['-', '?'],
  json: ['&&', '||', '!=', '<=', '>=', '=', '<', '>', '(', ')', '{', '}'],
  'space-delimited': ['&&', '||', '!=', '<=', '>=', '=', '<', '>', '(', ')', '[', ']', ','],
};

/** A term without quotes has letters, digits and underscores; the documentation's examples of values leave dots and
 *  wildcards unquoted too. A field's name may have a hyphen. */
const WORD: Readonly<Record<Language, RegExp>> = {
  terms: /\w+/y,
  json: /[\w.*]+/y,
  'space-delimited': /[\w.*-]+/y,
};

const NUMBER = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.*-])/y;
const SPACE = /\s+/y;
const SELECTOR_NAME = /[\w-]+/y;
const SELECTOR_INDEX = /\d+/y;

/** What a regular expression may hold, operators with the rest: no parentheses, nothing beyond ASCII.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html */
const REGEX_CHARACTER = /[A-Za-z0-9 :_#=@/;,^$?[\]{}|\\*+.-]/;

/** Cuts a filter pattern into its words.
 *  @throws FilterPatternError at the first character that begins or continues none. */
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
  throw offending(text, start, halfSymbol ? start + 1 : start, QUOTE_IT);
}

/** A string in double quotation marks; a backslash keeps the meaning off a quotation mark or a backslash behind it. */
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
  throw invalidTerm(text.slice(start), 'The quotation mark is not closed: put a " behind the phrase.');
}

function readRegex(text: string, start: number): Token {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '%') return { kind: 'regex', text: text.slice(start + 1, at), start, end: at + 1 };
    if (!REGEX_CHARACTER.test(character)) throw offending(text, start, at, HEX_IT);
  }
  throw invalidTerm(text.slice(start), 'The regular expression is not closed: put a % behind it.');
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
  if (selector.length === 0) throw offending(text, start, end, BRACKET_IT);
  return { kind: 'selector', selector, start, end };
}

/** @param shownFrom where the service's message begins to quote: it takes the root and the first dot together. */
function readStep(text: string, at: number, shownFrom: number): [SelectorStep, number] {
  const afterDot = text[at] === '.' ? at + 1 : at;
  if (text[afterDot] === '[') return readBracket(text, afterDot);
  if (text[afterDot] === '*') return [{ kind: 'any' }, afterDot + 1];
  const name = matchAt(SELECTOR_NAME, text, afterDot);
  if (name === undefined) throw offending(text, shownFrom, afterDot, BRACKET_IT);
  return [{ kind: 'property', name }, afterDot + name.length];
}

function readBracket(text: string, start: number): [SelectorStep, number] {
  const [step, end] = readBracketContent(text, start);
  if (text[end] !== ']') throw offending(text, start, end, BRACKET_IT);
  if (step.kind !== 'property' && text[start - 1] === '.') throw offending(text, start - 1, start, BRACKET_IT);
  return [step, end + 1];
}

function readBracketContent(text: string, start: number): [SelectorStep, number] {
  const inside = start + 1;
  if (text[inside] === '*') return [{ kind: 'any' }, inside + 1];
  if (text[inside] === "'") return readBracketName(text, start);
  const index = matchAt(SELECTOR_INDEX, text, inside);
  if (index === undefined || !Number.isSafeInteger(Number(index))) throw offending(text, start, inside, BRACKET_IT);
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
  throw invalidTerm(text.slice(start), "The property's name is not closed: put '] behind it.");
}

const QUOTE_IT = 'put a term that has more than letters, digits and _ in double quotation marks.';
const BRACKET_IT = "a selector is like $.name.other[0], or $.['any name'].";
const HEX_IT =
  'in a regular expression write a character that is no letter or digit as \\x and its two hexadecimal digits.';

/** The error of a character that cannot be a part of the word that begins at `start`. */
function offending(text: string, start: number, at: number, advice: string): FilterPatternError {
  const character = at < text.length ? String.fromCodePoint(text.codePointAt(at) ?? 0) : '';
  const what = character === '' ? 'The pattern cannot end here' : `'${character}' cannot stand at character ${at + 1}`;
  return invalidTerm(text.slice(start, at) + character, `${what}: ${advice}`);
}

function skipSpace(text: string, at: number): number {
  return at + (matchAt(SPACE, text, at)?.length ?? 0);
}

function matchAt(sticky: RegExp, text: string, at: number): string | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0];
}
