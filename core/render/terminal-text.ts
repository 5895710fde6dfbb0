import stringWidth from 'string-width';

/** Text has at least this many columns, also on a terminal that is too narrow. */
export const MIN_TEXT_COLUMNS = 20;

const CUT_MARK = '…';
const TAB_STOP = 8;
/** Only this many UTF-16 units per column are read, because a line may have a megabyte. Visible characters are shorter on
 *  average. */
const MAX_UNITS_PER_COLUMN = 16;
const segmenter = new Intl.Segmenter();

/** Cuts text to a number of terminal columns, and marks the cut. A wide character takes two columns and is not split. Tabs become
 *  spaces, because the width of a tab depends on its position. */
export function cut(text: string, columns: number): string {
  const line = expandTabs(text);
  // A UTF-16 unit takes two columns at most: short text does not need to be measured.
  if (line.length * 2 <= columns || stringWidth(line) <= columns) return line;
  let width = 0;
  let kept = '';
  for (const { segment } of segmenter.segment(line.slice(0, columns * MAX_UNITS_PER_COLUMN))) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return kept + CUT_MARK;
}

/** Replaces tabs with spaces up to the next tab stop, counted from the start of the text. */
function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  const parts = text.split('\t');
  const last = parts.pop() ?? '';
  return parts.map((part) => part + ' '.repeat(TAB_STOP - (stringWidth(part) % TAB_STOP))).join('') + last;
}

/** Adds spaces at the end of the text, up to a number of terminal columns. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

/** Text that is not broken between lines, and its colour. */
export interface Word {
  readonly text: string;
  readonly paint: (text: string) => string;
}

const INDENT = '  ';

/** Joins words with two spaces, on as many lines as they need; the lines after the first are indented.
 *  @param columns the width of a line; undefined puts all words on one line. */
export function wrap(words: readonly Word[], columns: number | undefined): string[] {
  const lines: string[] = [];
  let used = 0;
  for (const { text, paint } of words) {
    const added = stringWidth(text) + 2;
    const line = lines.at(-1);
    if (line !== undefined && (columns === undefined || used + added <= columns)) {
      lines[lines.length - 1] = `${line}  ${paint(text)}`;
      used += added;
    } else {
      const word = lines.length === 0 ? text : INDENT + text.trimStart();
      lines.push(paint(word));
      used = stringWidth(word);
    }
  }
  return lines;
}

/** Breaks text between words, into lines of at most this many columns. A longer word has a line of its own.
 *  @param columns undefined does not break the text. A narrow terminal gets lines of at least `MIN_TEXT_COLUMNS`. */
export function paragraph(text: string, columns: number | undefined): string[] {
  if (columns === undefined) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || stringWidth(longer) <= Math.max(columns, MIN_TEXT_COLUMNS)) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
