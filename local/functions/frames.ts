/** What a function's process tells its host, in order, over one pipe: so no line of a log comes behind the result of its
 *  invocation, and what was written before the process ended is there. */
export type Frame =
  /** One call of the console: one log event. */
  | { readonly type: 'log'; readonly timestamp: number; readonly message: string }
  /** What was written to stdout or stderr: log events are its lines. */
  | { readonly type: 'output'; readonly text: string }
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly payload: string; readonly maxRssKb: number }
  /** `fatal`: the process ends, and takes no further invocation. */
  | { readonly type: 'error'; readonly error: FunctionError; readonly fatal: boolean; readonly maxRssKb: number };

/** An error as Lambda hands it to whoever invoked the function. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** What the host tells a function's process. */
export interface Invocation {
  readonly requestId: string;
  /** JSON. */
  readonly event: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly traceId: string;
}

/** File descriptors of a function's process beside the usual three and Node's channel for invocations (3). */
export const FRAMES_FD = 4;
/** Nothing is ever written to it: it closes when the host is gone, however it went. */
export const LIFELINE_FD = 5;

const LENGTH_BYTES = 4;

export function encodeFrame(frame: Frame): Buffer {
  const body = Buffer.from(JSON.stringify(frame));
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + body.length);
  bytes.writeUInt32BE(body.length, 0);
  body.copy(bytes, LENGTH_BYTES);
  return bytes;
}

/** Puts frames together again from the pieces in which a pipe delivers them. */
export class FrameDecoder {
  #pieces: Buffer[] = [];
  #length = 0;
  /** Bytes that must be there before a frame can be: a large frame is joined once, not once a piece. */
  #wanted = LENGTH_BYTES;

  *push(piece: Buffer): Generator<Frame> {
    this.#pieces.push(piece);
    this.#length += piece.length;
    if (this.#length < this.#wanted) return;
    let bytes = Buffer.concat(this.#pieces);
    while (bytes.length >= this.#wantedOf(bytes)) {
      const end = this.#wantedOf(bytes);
      yield JSON.parse(bytes.toString('utf8', LENGTH_BYTES, end));
      bytes = bytes.subarray(end);
    }
    this.#pieces = [bytes];
    this.#length = bytes.length;
    this.#wanted = this.#wantedOf(bytes);
  }

  #wantedOf(bytes: Buffer): number {
    return bytes.length < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + bytes.readUInt32BE(0);
  }
}
