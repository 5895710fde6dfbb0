import { isHarmlessText, isHarmlessValue } from '../harmless-value.ts';
import { hasWholeLineValue, isSecretName, type SecretKind, secretKind } from '../secret-name.ts';
import { cutEnd, REDACTED, replaceSpans, type Span } from './spans.ts';
import {
  blockEnd,
  bracketEnd,
  bracketedWordEnd,
  headerEnd,
  parameterEnd,
  quotedEnd,
  sequenceEnd,
  tripleQuotedEnd,
  wordEnd,
} from './value-end.ts';

/** A name with its separator: `"name": `, `name=`, `\"name\":\"`, `[name] => `, `name != `, `"name";s:6:` in PHP, `name:: ` in LDIF.
 *  The pattern reads each character of a name once. */
const NAME =
  /(?<![\w-])([\w-]+)(?:\[\w{0,32}\])?(?:\]|%5[BbDd])*(\\*(?:["'`]|&(?:quot|apos|#3[49]);)|\\+u002[27]|%2[27])?\]?\s*(?:={1,3}>?|!={1,2}|<>|::(?=\s)|:=?(?!:)|\\+u003[dD]|;[si]:(?:\d{1,9}:)?)[ \t]*/g;
/** The rest of an escape sequence before a name, which looks like the start of the name: `\n`, `\u0026`, `%26`. */
const ESCAPE_REST = /^(?:[nrtbf]|u00[0-9a-f]{2}|[0-9a-f]{2})/i;

/** Encoded quotes: in HTML, in JSON of .NET, and in URLs. */
const ENCODED_QUOTE = /\\*&(?:quot|apos|#3[49]);|\\+u002[27]|%2[27]/y;
/** A prefix of a quoted string: `b"…"` in Python, `new String("…")`, `Some("…")`. */
const QUOTE_PREFIX = /(?:[bBuUrRfFN]{1,2}|(?:new )?[A-Za-z_.]{1,40}\(\s{0,8}|~s[(|]?)(?=\\*["'])/y;
/** The type before a value in PHP's `var_dump`: `string(6) "…"`, `int(…)`. */
const DUMPED_TYPE =
  /(?:\s|\\+[nrt]){0,40}(?:(?:string|uninitialized)\(\d{1,9}\)\s{0,2}(?=\\*")|(?:int|float)\((?=\d))/y;
/** The new value in the plan of Terraform: `"old" -> "new"`. */
const NEW_VALUE = /\\*["']\s{0,4}(?:->|=>|\|\||\?\?)\s{0,4}(?=\\*["'])/y;
/** Kinds of secrets that are numbers, also in groups of digits. */
const DIGITS_ONLY: ReadonlySet<SecretKind> = new Set(['pin', 'cvv', 'card', 'ssn']);
const DIGITS = /\d(?:[ -]?\d){2,18}/y;

/** In GraphQL, a type or a variable may be in the place of a value. */
const GRAPHQL_TYPE = /\[?(?:String|ID|Int|[A-Z][A-Za-z]{0,64}Input)\b/y;
const GRAPHQL_VARIABLE = /\$(\w{1,128})(?=[\s,)}\\"]|$)/y;

/** A name of several words ends with one of these: `API key: …`, `Card number: …`. */
const LAST_WORD = /^(?:keys?|number|no|num|codes?|phrase|pin)$/i;
const WORDS_BEFORE = /(?:^|[^\w-])((?:[\w-]{1,24} ){1,2})$/;
const MAX_WORDS_LENGTH = 51;
/** A message of a parser: `Unexpected token: }`. */
const PARSER_MESSAGE = /(?:unexpected|expected|illegal|unknown)\s$/i;

const ARN_START = /arn:aws[\w-]{0,20}:[\w-]{1,30}:[\w-]{0,30}:\d{0,12}:$/;

/** An object or list that may be harmless is not longer. */
const MAX_HARMLESS_LENGTH = 512;
/** The rest of a line, in which a sentence is looked for. */
const LINE_REST = /[^\r\n\\"`{}<>]{0,200}/y;

/** The start of the line is looked for in this many characters before a name. */
const MAX_INDENT = 64;
/** The start of a line before a name. After a backslash, the name begins with the `n` of `\n`. */
const LINE_START = /(?:^|[\r\n]|\\n)[ \t]*(?:- +)?$|\\$/;

/** Redacts the value after each name of a secret: in JSON, headers, queries, forms, YAML, and output of Java and Python. */
export function redactNamedValues(text: string): string {
  const spans: Span[] = [];
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match; match = NAME.exec(text)) {
    const [whole, name = '', quote] = match;
    const from = match.index + whole.length;
    const found = secretNameAt(text, match.index, name);
    if (found === undefined || isGraphQlVariable(text, match.index, from)) {
      // The value of a harmless name may contain the name of a secret: `note: password=x`.
      NAME.lastIndex = match.index + name.length;
      continue;
    }
    const secret = valueSpan(text, from, { name: found, at: match.index, quote, whole });
    if (secret === undefined) {
      NAME.lastIndex = Math.max(from, match.index + 1);
      continue;
    }
    spans.push(secret);
    NAME.lastIndex = secret.end;
  }
  return replaceSpans(text, spans);
}

/** The name at `at` when it is the name of a secret: also without the rest of an escape sequence, or with the words before it. */
function secretNameAt(text: string, at: number, name: string): string | undefined {
  if (isSecretName(name)) {
    const isPart = PARSER_MESSAGE.test(text.slice(Math.max(0, at - 12), at)) || isInArn(text, at);
    return isPart ? undefined : name;
  }
  const before = text.charAt(at - 1);
  if (before === '\\' || before === '%') {
    const rest = name.replace(ESCAPE_REST, '');
    return isSecretName(rest) ? rest : undefined;
  }
  if (before !== ' ' || !LAST_WORD.test(name)) return undefined;
  const words = WORDS_BEFORE.exec(text.slice(Math.max(0, at - MAX_WORDS_LENGTH), at))?.[1];
  if (words === undefined) return undefined;
  return [words + name, words.replace(/^[^ ]* (?=.)/, '') + name].find(isSecretName);
}

/** Whether the name is a part of `arn:aws:secretsmanager:us-east-1:123456789012:secret:name`. */
function isInArn(text: string, at: number): boolean {
  return text.charAt(at - 1) === ':' && ARN_START.test(text.slice(Math.max(0, at - 80), at));
}

function isGraphQlVariable(text: string, at: number, from: number): boolean {
  GRAPHQL_TYPE.lastIndex = from;
  if (text.charAt(at - 1) === '$' && GRAPHQL_TYPE.test(text)) return true;
  GRAPHQL_VARIABLE.lastIndex = from;
  const variable = GRAPHQL_VARIABLE.exec(text)?.[1];
  return variable !== undefined && isSecretName(variable);
}

/** The name of a secret in a text. */
interface FoundName {
  readonly name: string;
  readonly at: number;
  /** The quote after the name, with its backslashes. */
  readonly quote: string | undefined;
  /** The name with the quote and the separator. */
  readonly whole: string;
}

/** The span of the value that begins at `from`, after its name and separator; undefined when it is harmless. */
function valueSpan(text: string, from: number, found: FoundName): Span | undefined {
  DUMPED_TYPE.lastIndex = from;
  const start = DUMPED_TYPE.test(text) ? DUMPED_TYPE.lastIndex : from;
  const inQuotes = encodedQuoted(text, start) ?? quoted(text, start);
  if (inQuotes === undefined) return unquoted(text, start, found);
  if (inQuotes.start >= inQuotes.end) return undefined;
  return isHarmlessText(found.name, text.slice(inQuotes.start, inQuotes.end)) ? undefined : inQuotes;
}

function encodedQuoted(text: string, from: number): Span | undefined {
  ENCODED_QUOTE.lastIndex = from;
  const quote = ENCODED_QUOTE.exec(text)?.[0];
  if (quote === undefined) return undefined;
  const start = from + quote.length;
  const end = text.indexOf(quote, start);
  return { start, end: end === -1 ? cutEnd(text) : end, mark: REDACTED };
}

function quoted(text: string, from: number): Span | undefined {
  QUOTE_PREFIX.lastIndex = from;
  const open = QUOTE_PREFIX.test(text) ? QUOTE_PREFIX.lastIndex : from;
  let quoteAt = open;
  while (text.charAt(quoteAt) === '\\') quoteAt += 1;
  const quote = text.charAt(quoteAt);
  if (!/["'`]/.test(quote)) return undefined;
  const escapes = quoteAt - open;
  const triple = tripleQuotedEnd(text, open, quoteAt);
  if (triple !== undefined) return { start: quoteAt + 1 + 2 * (escapes + 1), end: triple, mark: REDACTED };
  const end = quotedEnd(text, quoteAt, escapes);
  NEW_VALUE.lastIndex = end;
  if (NEW_VALUE.test(text)) {
    const next = quoted(text, NEW_VALUE.lastIndex);
    if (next) return { start: quoteAt + 1, end: next.end, mark: REDACTED };
  }
  return { start: quoteAt + 1, end: end === text.length ? cutEnd(text) : end, mark: REDACTED };
}

function unquoted(text: string, from: number, found: FoundName): Span | undefined {
  // A quoted name is a key in JSON: the mark is quoted like it, so that the text is still JSON.
  const { name, quote = '' } = found;
  const mark = `${quote}${REDACTED}${quote}`;
  const kind = secretKind(name) as SecretKind;
  if (DIGITS_ONLY.has(kind) && !/[[{]/.test(text.charAt(from))) return digits(text, from, found, mark);
  let searchFrom = from;
  // An earlier pass may have redacted the value: its brackets do not open a list.
  if (text.startsWith(REDACTED, from)) searchFrom = from + REDACTED.length;
  else if (/[[{]/.test(text.charAt(from))) {
    const harmless = isHarmlessContainer(name, text, from);
    // Only for a name that is always a secret, the end is looked for in the whole text.
    if (harmless ?? (kind !== 'secret' && kind !== 'plural')) return undefined;
    searchFrom = bracketEnd(text, from);
  } else if (isSentence(name, text, from, found.whole)) return undefined;
  const end = Math.max(from, Math.min(unquotedEnd(text, from, searchFrom, found), cutEnd(text)));
  return from >= end || isHarmlessText(name, text.slice(from, end)) ? undefined : { start: from, end, mark };
}

/** The number that begins at `from`, also in groups: `4111 1111 1111 1111`. */
function digits(text: string, from: number, { name }: FoundName, mark: string): Span | undefined {
  DIGITS.lastIndex = from;
  if (!DIGITS.test(text) || /[\w.]/.test(text.charAt(DIGITS.lastIndex))) return undefined;
  const end = DIGITS.lastIndex;
  return isHarmlessText(name, text.slice(from, end)) ? undefined : { start: from, end, mark };
}

/** Whether a sentence follows the name: `password: must be at least 8 characters`. */
function isSentence(name: string, text: string, from: number, whole: string): boolean {
  if (!whole.endsWith(': ') || !/[A-Za-z]/.test(text.charAt(from))) return false;
  LINE_REST.lastIndex = from;
  return isHarmlessText(name, (LINE_REST.exec(text)?.[0] ?? '').trimEnd());
}

/** Whether everything in the object or list that opens at `from` is harmless: `tokens: {"input": 5, "output": 3}`; undefined when it
 *  is too long. */
function isHarmlessContainer(name: string, text: string, from: number): boolean | undefined {
  const part = text.slice(from, from + MAX_HARMLESS_LENGTH);
  const end = bracketEnd(part, 0);
  if (end === part.length && from + end < text.length) return undefined;
  const json = part
    .slice(0, end)
    .replaceAll(/\\*["']/g, '"')
    .replaceAll(/([{,]\s*)([A-Za-z_]\w*)\s*[=:]/g, '$1"$2":');
  try {
    return isHarmlessValue(name, JSON.parse(json));
  } catch {
    return false;
  }
}

/** @param searchFrom the end cannot be before this index: a bracket or an earlier mark ends there. */
function unquotedEnd(text: string, from: number, searchFrom: number, { name, at, quote, whole }: FoundName): number {
  if (quote !== undefined) return wordEnd(text, searchFrom);
  if (hasWholeLineValue(name)) return headerEnd(text, searchFrom);
  const separator = whole.trimEnd().at(-1);
  const before = text.charAt(at - 1);
  if (before === '?' || before === '&') return parameterEnd(text, searchFrom);
  if (separator === ':' && LINE_START.test(text.slice(Math.max(0, at - MAX_INDENT), at))) {
    return blockEnd(text, from) ?? sequenceEnd(text, from) ?? headerEnd(text, searchFrom);
  }
  const isBracketed = /[[{(,][ \t]?$/.test(text.slice(Math.max(0, at - 2), at));
  if (isBracketed) return text.startsWith(REDACTED, from) ? searchFrom : bracketedWordEnd(text, searchFrom);
  return wordEnd(text, searchFrom);
}
