import stringWidth from 'string-width';

const MARK = '…';
const segmenter = new Intl.Segmenter();

/** Cuts text to a number of terminal columns and marks the cut; wide characters count two, and none is cut in half. */
export function cut(text: string, columns: number): string {
  // No character takes less than a column for each of its UTF-16 units' pair: short text needs no measuring.
  if (text.length * 2 <= columns || stringWidth(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const { segment } of segmenter.segment(text.slice(0, columns * SEGMENT_UNITS))) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return kept + MARK;
}

/** A line of a megabyte is not walked to its end to fill a terminal: no visible character is longer than this on average. */
const SEGMENT_UNITS = 16;
