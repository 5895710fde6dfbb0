/** Characters that can change what a terminal shows or does: control characters except tab and newline, format characters and other
 *  invisible characters (direction marks, zero-width characters), the Unicode line separators, and halves of a surrogate pair. The
 *  joiner is allowed only within an emoji; variation selectors, which emoji need, only change the form of one letter.
 *  @see https://unicode.org/reports/tr36/#Bidirectional_Text_Spoofing */
const UNSAFE =
  /[[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]--[\t\n\u200d\p{Variation_Selector}]]|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})/gv;

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

/** Puts text of several lines, such as a formatted JSON body, on one line without tabs, which would move the columns after it, and makes
 *  it safe for a terminal. */
export function onOneLine(text: string): string {
  return sanitize(text).replace(/\n[\t ]*|\t/g, ' ');
}

/** Escapes the unsafe characters that `JSON.stringify` leaves: C1 controls and format characters. */
export function sanitizeJson(json: string): string {
  return PLAIN.test(json) ? json : json.replace(UNSAFE, escapeUnits);
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index += 1) escaped += `\\u${hex(character.charCodeAt(index), 4)}`;
  return escaped;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}
