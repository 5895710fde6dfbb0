/** A place in a text, counted from 1, as editors and SARIF do. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** The lines of a text. */
export class TextLines {
  /** The index of the first character of each line. */
  readonly #starts: readonly number[];

  constructor(text: string) {
    const breaks = [...text.matchAll(/\r\n?|\n/g)];
    this.#starts = [0, ...breaks.map(({ index, 0: lineBreak }) => index + lineBreak.length)];
  }

  /** The place of the character at an index. */
  positionAt(index: number): TextPosition {
    let line = 0;
    let end = this.#starts.length;
    while (end - line > 1) {
      const middle = (line + end) >> 1;
      if ((this.#starts[middle] ?? 0) <= index) line = middle;
      else end = middle;
    }
    return { line: line + 1, column: index - (this.#starts[line] ?? 0) + 1 };
  }
}
