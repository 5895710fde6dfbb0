import { utf8Boundary } from '../../core/cut-utf8.ts';

/** Lambda cuts longer lines.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
const MAX_LINE_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

/** Splits output into lines, each with its newline. Lines over the maximum size are split into parts. */
export class OutputLines {
  /** The chunks since the last newline. */
  #partial: Buffer[] = [];
  #partialBytes = 0;

  *push(chunk: Buffer): Generator<string> {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      this.#keep(rest.subarray(0, end + 1));
      yield* this.#takeParts(1);
      rest = rest.subarray(end + 1);
    }
    // A copy, so that a few bytes do not keep the memory of the whole chunk.
    this.#keep(Buffer.from(rest));
    if (this.#partialBytes > MAX_LINE_BYTES) yield* this.#takeParts(MAX_LINE_BYTES);
  }

  /** Returns the output since the last newline. */
  *flush(): Generator<string> {
    if (this.#partialBytes === 0) return;
    this.#keep(Buffer.from('\n'));
    yield* this.#takeParts(1);
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#partial.push(bytes);
    this.#partialBytes += bytes.length;
  }

  /** Takes parts of the maximum size from the kept chunks, then the rest if it has at least `minBytes`. */
  *#takeParts(minBytes: number): Generator<string> {
    let rest = this.#partial.length === 1 ? (this.#partial[0] as Buffer) : Buffer.concat(this.#partial);
    while (rest.length > MAX_LINE_BYTES) {
      const end = utf8Boundary(rest, MAX_LINE_BYTES);
      yield rest.toString('utf8', 0, end);
      rest = rest.subarray(end);
    }
    const isTaken = rest.length >= minBytes;
    if (isTaken) yield rest.toString();
    this.#partial = isTaken ? [] : [rest];
    this.#partialBytes = isTaken ? 0 : rest.length;
  }
}
