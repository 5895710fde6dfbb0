import { hasWholeLineValue, isHarmlessText, isSecretName } from '../secret-name.ts';
import { cutEnd, REDACTED, replaceSpans, type Span } from './spans.ts';
import {
  blockEnd,
  bracketEnd,
  headerEnd,
  parameterEnd,
  quotedEnd,
  spacedEnd,
  tripleQuotedEnd,
  wordEnd,
} from './value-end.ts';

/** A name with its separator: `"name": `, `name=`, `\"name\":\"`, `[name] => `. Looks at each character of a name once. */
const NAME =
  /(?<![\w-])([\w-]+)(?:\]|%5[BbDd])*(\\*(?:["']|&(?:quot|apos|#3[49]);)|\\+u002[27]|%2[27])?\s*(?:={1,3}>?|:=?(?!:)|\\+u003[dD])[ \t]*/g;
/** What may belong to the sign before a name: `\n`, `\u0026`, `%26`. */
const ESCAPED = /^(?:[nrtbf]|u00[0-9a-f]{2}|[0-9a-f]{2})/i;

/** Quotes by their names, in HTML, in JSON of .NET, and in URLs. */
const NAMED_QUOTE = /\\*&(?:quot|apos|#3[49]);|\\+u002[27]|%2[27]/y;
/** What stands before a quote: Python's `b"…"`, `new String("…")`, `Some("…")`. */
const QUOTE_PREFIX = /(?:[bBuUrRfF]{1,2}|(?:new )?[A-Za-z_.]{1,40}\(\s{0,8})(?=\\*["'])/y;

/** In GraphQL: the type of a variable, and the variable in a value's place. */
const GRAPHQL_TYPE = /\[?(?:String|ID|Int|[A-Z][A-Za-z]{0,64}Input)\b/y;
const GRAPHQL_VARIABLE = /\$(\w{1,128})(?=[\s,)}\\"]|$)/y;

/** How far to the left it is looked whether a name begins its line. */
const DEEPEST_INDENT = 64;
/** Or the name goes on behind the `n` of `\n`. */
const LINE_START = /(?:^|[\r\n]|\\n)[ \t]*(?:- +)?$|\\$/;

/** A text without the values of names that name a secret. */
export function redactNamed(text: string): string {
  const spans: Span[] = [];
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match; match = NAME.exec(text)) {
    const [whole, name = '', quote] = match;
    const from = match.index + whole.length;
    if (!namesSecret(text, match.index, name) || isGraphQl(text, match.index, from)) {
      // What follows may be a name itself.
      NAME.lastIndex = match.index + name.length;
      continue;
    }
    const secret = secretAt(text, from, { name, at: match.index, quote, whole });
    spans.push(secret);
    NAME.lastIndex = secret.end;
  }
  return replaceSpans(text, spans);
}

function namesSecret(text: string, at: number, name: string): boolean {
  if (isSecretName(name)) return true;
  return /[\\%]/.test(text.charAt(at - 1)) && isSecretName(name.replace(ESCAPED, ''));
}

function isGraphQl(text: string, at: number, from: number): boolean {
  GRAPHQL_TYPE.lastIndex = from;
  if (text.charAt(at - 1) === '$' && GRAPHQL_TYPE.test(text)) return true;
  GRAPHQL_VARIABLE.lastIndex = from;
  const variable = GRAPHQL_VARIABLE.exec(text)?.[1];
  return variable !== undefined && isSecretName(variable);
}

/** A secret's name as it stands in a text. */
interface FoundName {
  readonly name: string;
  readonly at: number;
  /** Behind the name, with its backslashes. */
  readonly quote: string | undefined;
  /** With the separator. */
  readonly whole: string;
}

/** The value that begins at `from`, behind its name and separator. */
function secretAt(text: string, from: number, found: FoundName): Span {
  return namedQuoted(text, from) ?? quoted(text, from) ?? unquoted(text, from, found);
}

function namedQuoted(text: string, from: number): Span | undefined {
  NAMED_QUOTE.lastIndex = from;
  const quote = NAMED_QUOTE.exec(text)?.[0];
  if (quote === undefined) return undefined;
  const start = from + quote.length;
  const end = text.indexOf(quote, start);
  return inside(start, end === -1 ? cutEnd(text) : end);
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
  if (triple !== undefined) return inside(quoteAt + 1 + 2 * (escapes + 1), triple);
  const end = quotedEnd(text, quoteAt, escapes);
  return inside(quoteAt + 1, end === text.length ? cutEnd(text) : end);
}

function inside(start: number, end: number): Span {
  return start >= end ? nothing(start) : { start, end, mark: REDACTED };
}

function unquoted(text: string, from: number, found: FoundName): Span {
  // Between quoted names stands JSON, which must stay JSON.
  const { quote = '' } = found;
  const mark = `${quote}${REDACTED}${quote}`;
  let rest = from;
  // A secret that was redacted before is one word.
  if (text.startsWith(REDACTED, from)) rest = from + REDACTED.length;
  else if (/[[{]/.test(text.charAt(from))) rest = bracketEnd(text, from);
  const end = Math.max(from, Math.min(unquotedEnd(text, from, rest, found), cutEnd(text)));
  const value = text.slice(from, end);
  return isHarmlessText(found.name, value) ? nothing(end) : { start: from, end, mark };
}

function unquotedEnd(text: string, from: number, rest: number, { name, at, quote, whole }: FoundName): number {
  if (quote !== undefined) return wordEnd(text, rest);
  if (hasWholeLineValue(name)) return headerEnd(text, rest);
  const separator = whole.trimEnd().at(-1);
  const before = text.charAt(at - 1);
  if (before === '?' || before === '&') return parameterEnd(text, rest);
  if (separator === ':' && LINE_START.test(text.slice(Math.max(0, at - DEEPEST_INDENT), at))) {
    return blockEnd(text, from) ?? headerEnd(text, rest);
  }
  const isBracketed = /[{(,][ \t]?$/.test(text.slice(Math.max(0, at - 2), at));
  if (isBracketed) return text.startsWith(REDACTED, from) ? rest : spacedEnd(text, rest);
  return wordEnd(text, rest);
}

function nothing(end: number): Span {
  return { start: end, end, mark: '' };
}
