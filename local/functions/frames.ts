/** The protocol between a runtime process and the host. It uses two pipes in addition to stdout and stderr.
 *
 *  The runtime process sends frames: type (1 byte), time (8 bytes, epoch milliseconds as a double), length of the payload (4 bytes),
 *  payload; all big-endian. The host sends invocations: length (4 bytes), the head as a line of JSON, the event. */

/** The file descriptors of the runtime process. */
export const FRAMES_FD = 3;
export const INVOCATIONS_FD = 4;

export const FrameType = {
  /** The handler is loaded; no payload. */
  Ready: 1,
  /** The handler could not be loaded; payload: `FunctionError` as JSON. */
  InitError: 2,
  /** One console call; payload: the message to store. */
  Log: 3,
  /** Bytes that the function wrote to `process.stdout` or `process.stderr`. */
  Output: 4,
  /** The response of the invocation, as JSON. */
  Response: 5,
  /** The invocation failed; payload: `FunctionError` as JSON. */
  Error: 6,
  /** A streaming handler starts its response; payload: the content type. */
  StreamStart: 7,
  StreamChunk: 8,
  StreamEnd: 9,
  /** The stream ends with an error; payload: `FunctionError` as JSON. */
  StreamError: 10,
  /** The runtime waits for the next invocation; payload: its peak memory in KiB, as text. */
  Next: 11,
} as const;
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

/** An error as the Node.js runtime reports it to Lambda, and as the caller receives it.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The metadata of an invocation that the runtime process receives in addition to the event. */
export interface InvocationHead {
  readonly requestId: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly traceId: string;
  /** The caller's client context, JSON. */
  readonly clientContext?: string;
}

/** A message from the runtime process to the host. */
export interface Frame {
  readonly type: FrameType;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly payload: Buffer;
}

const FRAME_HEAD_BYTES = 13;
/** Larger than any payload of a runtime process: a response has at most 6 MiB, a log event 1 MiB. */
const MAX_FRAME_BYTES = 32 * 1024 * 1024;

/** Encodes a frame for the pipe to the host. @param time epoch milliseconds. */
export function encodeFrame(type: FrameType, payload: string | Uint8Array, time = Date.now()): Buffer {
  const length = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.byteLength;
  const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + length);
  frame.writeUInt8(type, 0);
  frame.writeDoubleBE(time, 1);
  frame.writeUInt32BE(length, 9);
  if (typeof payload === 'string') frame.write(payload, FRAME_HEAD_BYTES);
  else frame.set(payload, FRAME_HEAD_BYTES);
  return frame;
}

/** Encodes an invocation for the pipe to the runtime process. @param event JSON. */
export function encodeInvocation(head: InvocationHead, event: string): Buffer {
  const line = `${JSON.stringify(head)}\n`;
  const lineBytes = Buffer.byteLength(line);
  const eventBytes = Buffer.byteLength(event);
  const message = Buffer.allocUnsafe(4 + lineBytes + eventBytes);
  message.writeUInt32BE(lineBytes + eventBytes, 0);
  message.write(line, 4);
  message.write(event, 4 + lineBytes);
  return message;
}

/** Splits the bytes of a pipe into messages that start with their length.
 *  @throws Error when the bytes are not such messages. */
class MessageReader {
  readonly #headBytes: number;
  readonly #lengthOf: (head: Buffer) => number;
  #chunks: Buffer[] = [];
  #buffered = 0;
  /** The size of the message that is being read, head included; undefined until its head is read. */
  #messageBytes: number | undefined;

  constructor(headBytes: number, lengthOf: (head: Buffer) => number) {
    this.#headBytes = headBytes;
    this.#lengthOf = lengthOf;
  }

  *read(chunk: Buffer): Generator<Buffer> {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#buffered >= (this.#messageBytes ?? this.#headBytes)) {
      const bytes = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
      this.#messageBytes ??= this.#headBytes + this.#lengthOf(bytes);
      if (this.#buffered < this.#messageBytes) {
        this.#chunks = [bytes];
        return;
      }
      const rest = bytes.subarray(this.#messageBytes);
      const message = bytes.subarray(0, this.#messageBytes);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#buffered = rest.length;
      this.#messageBytes = undefined;
      yield message;
    }
  }
}

const FRAME_TYPES: ReadonlySet<number> = new Set(Object.values(FrameType));

/** Reads frames from the chunks of a pipe.
 *  @throws Error when the bytes are not frames: other code has written to the pipe. */
export class FrameReader {
  readonly #messages = new MessageReader(FRAME_HEAD_BYTES, (head) => {
    const length = head.readUInt32BE(9);
    if (!FRAME_TYPES.has(head.readUInt8(0)) || length > MAX_FRAME_BYTES) {
      throw new Error(`These bytes are not a frame: ${head.subarray(0, FRAME_HEAD_BYTES).toString('hex')}`);
    }
    return length;
  });

  *read(chunk: Buffer): Generator<Frame> {
    for (const message of this.#messages.read(chunk)) {
      yield {
        type: message.readUInt8(0) as FrameType,
        time: message.readDoubleBE(1),
        payload: message.subarray(FRAME_HEAD_BYTES),
      };
    }
  }
}

/** Reads invocations from the chunks of a pipe. */
export class InvocationReader {
  readonly #messages = new MessageReader(4, (head) => head.readUInt32BE(0));

  *read(chunk: Buffer): Generator<{ head: InvocationHead; event: string }> {
    for (const message of this.#messages.read(chunk)) {
      const lineEnd = message.indexOf(0x0a, 4);
      yield {
        head: JSON.parse(message.toString('utf8', 4, lineEnd)) as InvocationHead,
        event: message.toString('utf8', lineEnd + 1),
      };
    }
  }
}
