/** The text that replaces a secret. */
export const REDACTED = '[redacted]';

/** A part of a text that a mark replaces. */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly mark: string;
}

/** Replaces each span of the text with its mark. When spans are nested, the outer one counts. */
export function replaceSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const inOrder = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let result = '';
  let copiedTo = 0;
  for (const { start, end, mark } of inOrder) {
    if (start < copiedTo) continue;
    result += text.slice(copiedTo, start) + mark;
    copiedTo = end;
  }
  return result + text.slice(copiedTo);
}

/** The marks of API Gateway and of Tailgate's helper at the end of a text that was cut off. */
const CUT_MARKS = [' [TRUNCATED]', '… [cut]'];

/** A mark and the white space after it are within this many characters at the end of the text. */
const CUT_MARK_RANGE = 64;

/** The end of a text without the mark that shows that it was cut off. */
export function cutEnd(text: string): number {
  const tail = text.slice(-CUT_MARK_RANGE);
  const trimmed = tail.trimEnd();
  const mark = CUT_MARKS.find((each) => trimmed.endsWith(each));
  return mark === undefined ? text.length : text.length - tail.length + trimmed.length - mark.length;
}
