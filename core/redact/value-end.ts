/** Where the value of a name ends inside a text. Each function walks the text once, forward. */

const WORD_END = /[\s,;&"'`)}\]<>|\\]/g;
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
    if ((backslashes - escapes) % (2 * (escapes + 1)) === 0) return at - escapes;
  }
  return text.length;
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
