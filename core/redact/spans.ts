/** A piece of a text that is replaced. */
export interface Span {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly mark: string;
}

/** The text with each span replaced; of spans inside one another the outer counts. */
export function replaceSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  const inOrder = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  let result = '';
  let done = 0;
  for (const { start, end, mark } of inOrder) {
    if (start < done) continue;
    result += text.slice(done, start) + mark;
    done = end;
  }
  return result + text.slice(done);
}

/** How API Gateway and our own records mark that a text goes on. */
const CUT_MARKS = [' [TRUNCATED]', '… [cut]'];

const LONGEST_CUT_MARK = 64;

/** Where a text ends that may be cut off: before the mark that says so. */
export function cutEnd(text: string): number {
  const tail = text.slice(-LONGEST_CUT_MARK);
  const trimmed = tail.trimEnd();
  const mark = CUT_MARKS.find((each) => trimmed.endsWith(each));
  return mark === undefined ? text.length : text.length - tail.length + trimmed.length - mark.length;
}
