/** A field of a space-delimited line. */
export interface LineField {
  /** Without the quotation marks or brackets around it. */
  readonly text: string;
  /** Its position in the line, with the quotation marks or brackets: `start` is inclusive, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

const CLOSING: Readonly<Record<string, string>> = { '"': '"', '[': ']' };

/** Splits a line at white space. A text in brackets or double quotation marks is one field. A quotation mark or bracket that is not
 *  closed is a character like any other.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/matching-terms-space-delimited-log-events.html */
export function splitFields(line: string): LineField[] {
  const fields: LineField[] = [];
  /** Closing characters that do not occur in the rest of the line. They are searched only once, so that the time stays linear. */
  const missing = new Set<string>();
  let start = skipSpace(line, 0);
  while (start < line.length) {
    const closing = CLOSING[line.charAt(start)];
    const close = closing === undefined || missing.has(closing) ? -1 : line.indexOf(closing, start + 1);
    if (closing !== undefined && close === -1) missing.add(closing);
    const end = close === -1 ? skipWord(line, start) : close + 1;
    const text = close === -1 ? line.slice(start, end) : line.slice(start + 1, close);
    fields.push({ text, start, end });
    start = skipSpace(line, end);
  }
  return fields;
}

function skipSpace(line: string, at: number): number {
  let end = at;
  while (isSpace(line.charCodeAt(end))) end += 1;
  return end;
}

function skipWord(line: string, at: number): number {
  let end = at;
  while (end < line.length && !isSpace(line.charCodeAt(end))) end += 1;
  return end;
}

/** A space, a tab, a line break, a vertical tab or a form feed. */
function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
