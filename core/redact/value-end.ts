/** Where the value of a name ends inside a text. Each function walks the text once, forward. */

const WORD_END = /[\s,;&"`}\]<>|\\]|[')](?![\w%])/g;
/** In a query a value has any of them that is not encoded; the query ends with its quote or bracket. */
const PARAMETER_END = /[\s&"<>\\]|[,;'`)}\]](?!['()]{0,2}[\w%])/g;
/** What stands between brackets may have blanks: up to the next name, or the bracket that closes. */
const SPACED_VALUE =
  /(?:[^\s,"'{}()[\]\\]|[ \t](?!\s{0,8}[\w.-]{1,64}[=:])|,(?!\s{0,8}[\w.-]{1,64}\s{0,8}[=:])){0,256}(?=[,})\]])/y;
const LINE_END = /\r?\n|(?<!\\)\\+(?:r\\+)?n/g;
const BLOCK = /[|>][+-]?\d?[ \t]*(?:\r?\n|(?:\\+r)?\\+n)([ \t]+)/y;
/** Texts do not stand in one another deeper than such quotes tell. */
const LONGEST_QUOTES = 100;
const FOLLOWING_SIGN = /\s{0,8}(?:[,:;}\])"'`]|$)/y;
const WHITE_SPACE = /\s/;
/** A comma and a name, unless it is a part of the same credentials (AWS signatures, Digest). */
const NEXT_HEADER =
  /,\s*(?!(?:Credential|SignedHeaders|Signature|username|realm|nonce|uri|response|qop|nc|cnonce|opaque|algorithm)=)[A-Za-z0-9_-]+[=:]/iy;

/** The end of a quoted text whose opening quote, at `open`, stands behind `escapes` backslashes: 0 in a JSON text, 1 in a JSON text
 *  inside a JSON text, 3 one deeper. @returns the index of what closes it (its backslashes first); the text's length when
 *  it is cut off. */
export function quotedEnd(text: string, open: number, escapes: number): number {
  const quote = text.charAt(open);
  for (let at = text.indexOf(quote, open + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    let before = at;
    while (before > open + 1 && text.charAt(before - 1) === '\\') before -= 1;
    const backslashes = at - before;
    // Fewer close the text around this one. A backslash or a quote inside the value comes with twice as many.
    if (backslashes < escapes) return at - backslashes;
    const further = backslashes - escapes;
    if (further === 0 || (further % (2 * (escapes + 1)) === 0 && isFollowedBySign(text, at + 1))) return at - escapes;
  }
  return text.length;
}

/** Whether there stands what may follow a text in JSON, or nothing: a quote behind doubled backslashes closes only there, since
 *  what prints JSON between other quotes doubles the backslashes, too. */
export function isFollowedBySign(text: string, at: number): boolean {
  FOLLOWING_SIGN.lastIndex = at;
  return FOLLOWING_SIGN.test(text);
}

/** The end of a text between three quotes each (Python, GraphQL), the first of which, at `quoteAt`, stands behind backslashes from
 *  `open` on; undefined where there are not three. */
export function tripleQuotedEnd(text: string, open: number, quoteAt: number): number | undefined {
  const quotes = text.slice(open, quoteAt + 1).repeat(3);
  if (quotes.length > LONGEST_QUOTES || !text.startsWith(quotes, open)) return undefined;
  const end = text.indexOf(quotes, open + quotes.length);
  return end === -1 ? text.length : end;
}

/** The end of a list or an object that opens at `open`; what is quoted in it closes nothing. */
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

/** The end of a value without quotes. */
export function wordEnd(text: string, from: number): number {
  WORD_END.lastIndex = from;
  return WORD_END.exec(text)?.index ?? text.length;
}

/** The end of a parameter's value in a query, or in a form. */
export function parameterEnd(text: string, from: number): number {
  PARAMETER_END.lastIndex = from;
  return PARAMETER_END.exec(text)?.index ?? text.length;
}

/** The end of a value without quotes in `{name=a value, other=b}`. */
export function spacedEnd(text: string, from: number): number {
  SPACED_VALUE.lastIndex = from;
  const value = SPACED_VALUE.exec(text)?.[0].trimEnd();
  return value === undefined ? wordEnd(text, from) : from + value.length;
}

/** The end of a YAML block: `|` or `>`, and the lines that are indented below; undefined where none begins. */
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

/** The end of a header's value without quotes, in a header line or in API Gateway's `{Name=value, Other=value}`: a cookie has
 *  semicolons, quotes and `=` in it. */
export function headerEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    switch (text.charAt(at)) {
      case '\n':
      case '\r':
        return at;
      case '\\':
        // The next line inside a JSON text.
        if (text.charAt(at + 1) === 'n' || text.charAt(at + 1) === 'r') return at;
        break;
      case '"':
      case "'":
        if (text.charAt(at - 1) !== '=') return at;
        at = quotedEnd(text, at, 0);
        break;
      case '}':
        if (closes(text.charAt(at + 1))) return at;
        break;
      case ',':
        NEXT_HEADER.lastIndex = at;
        if (NEXT_HEADER.test(text)) return at;
        break;
    }
  }
  return text.length;
}

function closes(next: string): boolean {
  return next === '' || next === '"' || next === ',' || next === '}' || next === '\\' || WHITE_SPACE.test(next);
}
