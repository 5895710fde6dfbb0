import { utf8Boundary } from '../../core/cut-utf8.ts';

/** Lambda cuts longer lines.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
const MAX_LINE_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

/** Cuts what a function writes to stdout or stderr into lines, newline included; a flood without one into pieces. */
export class OutputLines {
  /** What stands without a newline so far, as it came. */
  #partial: Buffer[] = [];
  #partialBytes = 0;

  *push(chunk: Buffer): Generator<string> {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      this.#keep(rest.subarray(0, end + 1));
      yield* this.#pieces(1);
      rest = rest.subarray(end + 1);
    }
    // A copy: a few bytes must not keep the whole chunk alive.
    this.#keep(Buffer.from(rest));
    if (this.#partialBytes > MAX_LINE_BYTES) yield* this.#pieces(MAX_LINE_BYTES);
  }

  /** What was written without a newline so far. */
  *flush(): Generator<string> {
    if (this.#partialBytes === 0) return;
    this.#keep(Buffer.from('\n'));
    yield* this.#pieces(1);
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#partial.push(bytes);
    this.#partialBytes += bytes.length;
  }

  /** Takes pieces of the longest size, and what is left if it has so many bytes. */
  *#pieces(leastBytes: number): Generator<string> {
    let rest = this.#partial.length === 1 ? (this.#partial[0] as Buffer) : Buffer.concat(this.#partial);
    while (rest.length > MAX_LINE_BYTES) {
      const end = utf8Boundary(rest, MAX_LINE_BYTES);
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end);
    }
    const isTaken = rest.length >= leastBytes;
    if (isTaken) yield rest.toString();
    this.#partial = isTaken ? [] : [rest];
    this.#partialBytes = isTaken ? 0 : rest.length;
  }
}
