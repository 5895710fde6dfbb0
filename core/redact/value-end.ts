/** These functions find the end of a value in a text. Each reads the text once, forward. */

const WORD_END = /[\s,;&"`}\]<>|\\]|[')](?![\w%])/g;
/** A comma, semicolon, quote or bracket before a word belongs to the value: values are not always encoded. */
const PARAMETER_END = /[\s&"<>\\]|[,;'`)}\]](?!['()]{0,2}[\w%])/g;
/** A value within brackets may contain spaces: it ends before the next name, or at the closing bracket. */
const BRACKETED_VALUE =
  /(?:[^\s,"'{}()[\]\\]|[ \t](?!\s{0,8}[\w.-]{1,64}[=:])|,(?!\s{0,8}[\w.-]{1,64}\s{0,8}[=:])){0,256}(?=[,})\]])/y;
const LINE_END = /\r?\n|(?<!\\)\\+(?:r\\+)?n/g;
const BLOCK = /[|>][+-]?\d?[ \t]*(?:\r?\n|(?:\\+r)?\\+n)([ \t]+)/y;
const SEQUENCE_START = /(?:\r?\n|(?:\\+r)?\\+n)([ \t]*)(?=-[ \t])/y;
/** The maximum length of three quotes with their backslashes. Strings do not nest more deeply. */
const MAX_TRIPLE_QUOTE_LENGTH = 100;
const FOLLOWING_SEPARATOR = /\s{0,8}(?:[,:;}\])"'`]|$)/y;
const WHITE_SPACE = /\s/;
/** A comma and the name of the next header. Names that are parameters of credentials do not count: of AWS signatures, Digest, Hawk,
 *  OAuth 1, HTTP signatures and EdgeGrid. */
const NEXT_HEADER =
  /,\s*(?!(?:Credential|SignedHeaders|Signature|username|realm|nonce|uri|response|qop|nc|cnonce|opaque|algorithm|id|ts|ext|hash|mac|app|dlg|oauth_\w+|keyId|headers|created|expires|client_token|access_token|timestamp)=)[A-Za-z0-9_-]+[=:]/iy;

/** The end of a quoted string.
 *  @param open the index of the opening quote.
 *  @param escapes the number of backslashes before it: 0 in JSON, 1 in JSON within a JSON string, 3 one level deeper.
 *  @returns the index of the closing quote, or of the first backslash before it; the length of the text when it is cut off. */
export function quotedEnd(text: string, open: number, escapes: number): number {
  const quote = text.charAt(open);
  for (let at = text.indexOf(quote, open + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    let before = at;
    while (before > open + 1 && text.charAt(before - 1) === '\\') before -= 1;
    const backslashes = at - before;
    // Fewer backslashes: this quote closes the outer text. A quote or backslash within the value has at least twice as many.
    if (backslashes < escapes) return at - backslashes;
    const further = backslashes - escapes;
    if (further === 0 || (further % (2 * (escapes + 1)) === 0 && isFollowedBySeparator(text, at + 1)))
      return at - escapes;
  }
  return text.length;
}

/** Whether the text ends at `at`, or has a character there that may follow a string in JSON. A quote after doubled backslashes closes
 *  a string only in this case: programs that print JSON within quotes double its backslashes. */
export function isFollowedBySeparator(text: string, at: number): boolean {
  FOLLOWING_SEPARATOR.lastIndex = at;
  return FOLLOWING_SEPARATOR.test(text);
}

/** The end of a string in triple quotes (Python, GraphQL); undefined when it does not begin with three quotes.
 *  @param open the index of the first backslash before the first quote, or of the quote.
 *  @param quoteAt the index of the first quote. */
export function tripleQuotedEnd(text: string, open: number, quoteAt: number): number | undefined {
  const quotes = text.slice(open, quoteAt + 1).repeat(3);
  if (quotes.length > MAX_TRIPLE_QUOTE_LENGTH || !text.startsWith(quotes, open)) return undefined;
  const end = text.indexOf(quotes, open + quotes.length);
  return end === -1 ? text.length : end;
}

/** The end of a list or an object that opens at `open`. Brackets within quotes do not count. */
export function bracketEnd(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"' || character === "'") {
      let escapes = 0;
      while (text.charAt(at - 1 - escapes) === '\\') escapes += 1;
      at = quotedEnd(text, at, escapes) + escapes;
    } else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

/** The end of an unquoted value. */
export function wordEnd(text: string, from: number): number {
  WORD_END.lastIndex = from;
  return WORD_END.exec(text)?.index ?? text.length;
}

/** The end of the value of a parameter in a query or a form. */
export function parameterEnd(text: string, from: number): number {
  PARAMETER_END.lastIndex = from;
  return PARAMETER_END.exec(text)?.index ?? text.length;
}

/** The end of an unquoted value within brackets: `{name=a value, other=b}`. */
export function bracketedWordEnd(text: string, from: number): number {
  BRACKETED_VALUE.lastIndex = from;
  const value = BRACKETED_VALUE.exec(text)?.[0].trimEnd();
  return value === undefined ? wordEnd(text, from) : from + value.length;
}

/** The end of a YAML block, which is `|` or `>` and the indented lines below it; undefined when no block begins at `from`. */
export function blockEnd(text: string, from: number): number | undefined {
  BLOCK.lastIndex = from;
  const indent = BLOCK.exec(text)?.[1];
  if (indent === undefined) return undefined;
  LINE_END.lastIndex = BLOCK.lastIndex;
  for (let line = LINE_END.exec(text); line; line = LINE_END.exec(text)) {
    if (!text.startsWith(indent, LINE_END.lastIndex)) return line.index;
  }
  return text.length;
}

/** The end of a YAML list below its key: the lines that begin with `- `; undefined when the next line is not an item. */
export function sequenceEnd(text: string, from: number): number | undefined {
  SEQUENCE_START.lastIndex = from;
  const indent = SEQUENCE_START.exec(text)?.[1];
  if (indent === undefined) return undefined;
  LINE_END.lastIndex = SEQUENCE_START.lastIndex;
  for (let line = LINE_END.exec(text); line; line = LINE_END.exec(text)) {
    const next = LINE_END.lastIndex;
    if (!text.startsWith(`${indent}-`, next) && !text.startsWith(`${indent} `, next)) return line.index;
  }
  return text.length;
}

/** The end of the unquoted value of a header, in a header line or in API Gateway's `{Name=value, Other=value}`. A cookie may contain
 *  semicolons, quotes and `=`. */
export function headerEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    switch (text.charAt(at)) {
      case '\n':
      case '\r':
        return at;
      case '\\':
        // A line end within a JSON string.
        if (text.charAt(at + 1) === 'n' || text.charAt(at + 1) === 'r') return at;
        break;
      case '"':
      case "'":
        if (text.charAt(at - 1) !== '=') return at;
        at = quotedEnd(text, at, 0);
        break;
      case '}':
        if (mayFollowBrace(text.charAt(at + 1))) return at;
        break;
      case ',':
        NEXT_HEADER.lastIndex = at;
        if (NEXT_HEADER.test(text)) return at;
        break;
    }
  }
  return text.length;
}

function mayFollowBrace(next: string): boolean {
  return next === '' || next === '"' || next === ',' || next === '}' || next === '\\' || WHITE_SPACE.test(next);
}
