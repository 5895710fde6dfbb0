/** Control characters (but the tab and the newline), the marks that change the direction of text or cannot be seen (but the
 *  joiner of emoji), and the line separators of Unicode: whatever a stranger could write into a log to make a terminal
 *  show, or do, something else. */
const UNSAFE = /(?![\t\n\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Most lines hold nothing but this, which is found out much faster than that they hold nothing unsafe. */
const PLAIN = /^[\t\n -~]*$/;

/** Makes every character visible that could control a terminal: ESC becomes `\x1b`, a right-to-left override `\u202e`. */
export function sanitize(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${hex(code, 2)}` : escapeUnits(character);
  });
}

/** Text of several lines, such as a formatted JSON body, on one, and safe for a terminal. */
export function onOneLine(text: string): string {
  return sanitize(text).replace(/\n[\t ]*/g, ' ');
}

/** JSON escapes the C0 controls by itself, but neither C1 controls nor bidirectional marks. */
export function sanitizeJson(json: string): string {
  return PLAIN.test(json) ? json : json.replace(UNSAFE, escapeUnits);
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${hex(character.charCodeAt(index), 4)}`).join('');
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
