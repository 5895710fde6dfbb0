import stringWidth from 'string-width';

const MARK = '…';
const TAB_STOP = 8;
const segmenter = new Intl.Segmenter();

/** Cuts text to a number of terminal columns and marks the cut; wide characters count two, and none is cut in half. Tabs become
 *  blanks, for how many columns a tab takes depends on where it stands. */
export function cut(text: string, columns: number): string {
  const line = expandTabs(text);
  // No character takes less than a column for each of its UTF-16 units' pair: short text needs no measuring.
  if (line.length * 2 <= columns || stringWidth(line) <= columns) return line;
  let width = 0;
  let kept = '';
  for (const { segment } of segmenter.segment(line.slice(0, columns * SEGMENT_UNITS))) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return kept + MARK;
}

/** A line of a megabyte is not walked to its end to fill a terminal: no visible character is longer than this on average. */
const SEGMENT_UNITS = 16;

/** Blanks in the place of tabs, up to the next of the stops that a terminal has every eight columns, counted from the text's start. */
export function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  const parts = text.split('\t');
  const last = parts.pop() ?? '';
  return parts.map((part) => part + ' '.repeat(TAB_STOP - (stringWidth(part) % TAB_STOP))).join('') + last;
}
