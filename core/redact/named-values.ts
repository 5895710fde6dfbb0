import { hasWholeLineValue, isHarmlessText, isSecretName } from '../secret-name.ts';
import { cutEnd, REDACTED, replaceSpans, type Span } from './spans.ts';
import {
  blockEnd,
  bracketEnd,
  bracketedWordEnd,
  headerEnd,
  parameterEnd,
  quotedEnd,
  tripleQuotedEnd,
  wordEnd,
} from './value-end.ts';

/** A name with its separator: `"name": `, `name=`, `\"name\":\"`, `[name] => `. The pattern reads each character of a name once. */
const NAME =
  /(?<![\w-])([\w-]+)(?:\]|%5[BbDd])*(\\*(?:["']|&(?:quot|apos|#3[49]);)|\\+u002[27]|%2[27])?\s*(?:={1,3}>?|:=?(?!:)|\\+u003[dD])[ \t]*/g;
/** The rest of an escape sequence before a name, which looks like the start of the name: `\n`, `\u0026`, `%26`. */
const ESCAPE_REST = /^(?:[nrtbf]|u00[0-9a-f]{2}|[0-9a-f]{2})/i;

/** Encoded quotes: in HTML, in JSON of .NET, and in URLs. */
const ENCODED_QUOTE = /\\*&(?:quot|apos|#3[49]);|\\+u002[27]|%2[27]/y;
/** A prefix of a quoted string: `b"…"` in Python, `new String("…")`, `Some("…")`. */
const QUOTE_PREFIX = /(?:[bBuUrRfF]{1,2}|(?:new )?[A-Za-z_.]{1,40}\(\s{0,8})(?=\\*["'])/y;

/** In GraphQL, a type or a variable may be in the place of a value. */
const GRAPHQL_TYPE = /\[?(?:String|ID|Int|[A-Z][A-Za-z]{0,64}Input)\b/y;
const GRAPHQL_VARIABLE = /\$(\w{1,128})(?=[\s,)}\\"]|$)/y;

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
    if (!isSecretNameAt(text, match.index, name) || isGraphQlVariable(text, match.index, from)) {
      // The value of a harmless name may contain the name of a secret: `note: password=x`.
      NAME.lastIndex = match.index + name.length;
      continue;
    }
    const secret = valueSpan(text, from, { name, at: match.index, quote, whole });
    spans.push(secret);
    NAME.lastIndex = secret.end;
  }
  return replaceSpans(text, spans);
}

function isSecretNameAt(text: string, at: number, name: string): boolean {
  if (isSecretName(name)) return true;
  return /[\\%]/.test(text.charAt(at - 1)) && isSecretName(name.replace(ESCAPE_REST, ''));
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

/** The span of the value that begins at `from`, after its name and separator. */
function valueSpan(text: string, from: number, found: FoundName): Span {
  return encodedQuoted(text, from) ?? quoted(text, from) ?? unquoted(text, from, found);
}

function encodedQuoted(text: string, from: number): Span | undefined {
  ENCODED_QUOTE.lastIndex = from;
  const quote = ENCODED_QUOTE.exec(text)?.[0];
  if (quote === undefined) return undefined;
  const start = from + quote.length;
  const end = text.indexOf(quote, start);
  return spanOf(start, end === -1 ? cutEnd(text) : end);
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
  if (triple !== undefined) return spanOf(quoteAt + 1 + 2 * (escapes + 1), triple);
  const end = quotedEnd(text, quoteAt, escapes);
  return spanOf(quoteAt + 1, end === text.length ? cutEnd(text) : end);
}

function spanOf(start: number, end: number): Span {
  return start >= end ? emptySpan(start) : { start, end, mark: REDACTED };
}

function unquoted(text: string, from: number, found: FoundName): Span {
  // A quoted name is a key in JSON: the mark is quoted like it, so that the text is still JSON.
  const { quote = '' } = found;
  const mark = `${quote}${REDACTED}${quote}`;
  let searchFrom = from;
  // An earlier pass may have redacted the value: its brackets do not open a list.
  if (text.startsWith(REDACTED, from)) searchFrom = from + REDACTED.length;
  else if (/[[{]/.test(text.charAt(from))) searchFrom = bracketEnd(text, from);
  const end = Math.max(from, Math.min(unquotedEnd(text, from, searchFrom, found), cutEnd(text)));
  const value = text.slice(from, end);
  return isHarmlessText(found.name, value) ? emptySpan(end) : { start: from, end, mark };
}

/** @param searchFrom the end cannot be before this index: a bracket or an earlier mark ends there. */
function unquotedEnd(text: string, from: number, searchFrom: number, { name, at, quote, whole }: FoundName): number {
  if (quote !== undefined) return wordEnd(text, searchFrom);
  if (hasWholeLineValue(name)) return headerEnd(text, searchFrom);
  const separator = whole.trimEnd().at(-1);
  const before = text.charAt(at - 1);
  if (before === '?' || before === '&') return parameterEnd(text, searchFrom);
  if (separator === ':' && LINE_START.test(text.slice(Math.max(0, at - MAX_INDENT), at))) {
    return blockEnd(text, from) ?? headerEnd(text, searchFrom);
  }
  const isBracketed = /[{(,][ \t]?$/.test(text.slice(Math.max(0, at - 2), at));
  if (isBracketed) return text.startsWith(REDACTED, from) ? searchFrom : bracketedWordEnd(text, searchFrom);
  return wordEnd(text, searchFrom);
}

function emptySpan(end: number): Span {
  return { start: end, end, mark: '' };
}
