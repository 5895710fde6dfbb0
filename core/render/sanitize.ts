/** Characters that can change what a terminal shows or does: control characters except tab and newline,
 *  format characters (direction marks, invisible characters) except the joiner of emoji, and the Unicode line separators. */
const UNSAFE = /(?![\t\n\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Most lines have only these characters, and this test is much faster than a search for unsafe ones. */
const PLAIN = /^[\t\n -~]*$/;

/** Makes each unsafe character visible: ESC becomes `\x1b`, a right-to-left override `\u202e`. */
export function sanitize(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${hex(code, 2)}` : escapeUnits(character);
  });
}

/** Puts text of several lines, such as a formatted JSON body, on one line, and makes it safe for a terminal. */
export function onOneLine(text: string): string {
  return sanitize(text).replace(/\n[\t ]*/g, ' ');
}

/** Escapes the unsafe characters that `JSON.stringify` leaves: C1 controls and format characters. */
export function sanitizeJson(json: string): string {
  return PLAIN.test(json) ? json : json.replace(UNSAFE, escapeUnits);
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${hex(character.charCodeAt(index), 4)}`).join('');
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
