import stringWidth from 'string-width';

/** What stays together on a line, and its colour. */
export interface Word {
  readonly text: string;
  readonly paint: (text: string) => string;
}

const INDENT = '  ';

/** Words with two blanks between them, on as many lines as they need; the lines after the first are indented.
 *  @param width columns of a line; undefined where there is one line. */
export function wrap(words: readonly Word[], width: number | undefined): string[] {
  const lines: string[] = [];
  let columns = 0;
  for (const { text, paint } of words) {
    const more = stringWidth(text) + 2;
    const line = lines.at(-1);
    if (line !== undefined && (width === undefined || columns + more <= width)) {
      lines[lines.length - 1] = `${line}  ${paint(text)}`;
      columns += more;
    } else {
      const word = lines.length === 0 ? text : INDENT + text.trimStart();
      lines.push(paint(word));
      columns = stringWidth(word);
    }
  }
  return lines;
}
