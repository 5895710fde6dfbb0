import { Writable } from 'node:stream';
import { FrameType, type InvocationHead } from '../frames.ts';
import type { Channel } from './channel.ts';
import { createContext } from './context.ts';
import type { Handler } from './handler.ts';
import type { Invocations } from './invocations.ts';
import type { RuntimeLog } from './logging.ts';
import { RuntimeError, toFunctionError } from './runtime-errors.ts';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');

interface MaybeStreaming {
  [STREAMING]?: unknown;
  [HIGH_WATER_MARK]?: unknown;
}

/** The response stream of a streaming handler. Objects are written as JSON.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html */
class ResponseStream extends Writable {
  readonly #channel: Channel;
  #contentType = 'application/octet-stream';
  #started = false;
  /** Called once, before the first chunk of the handler. Its argument is a function that writes a chunk. */
  _onBeforeFirstWrite: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;

  constructor(channel: Channel, highWaterMark: number | undefined) {
    super({ decodeStrings: true, ...(highWaterMark !== undefined && { highWaterMark }) });
    this.#channel = channel;
  }

  setContentType(contentType: string): void {
    if (this.#started) throw new RuntimeError('InvalidStreamingOperation', 'Cannot set content-type, too late.');
    this.#contentType = contentType;
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const bytes = typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
    this.start();
    return Reflect.apply(super.write, this, [bytes, ...rest]);
  }

  /** Sends the content type and the prelude, once. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#channel.send(FrameType.StreamStart, this.#contentType);
    this._onBeforeFirstWrite?.((chunk) => this.#channel.send(FrameType.StreamChunk, chunk));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#channel.send(FrameType.StreamChunk, chunk);
    done();
  }
}

/** Calls handlers that `awslambda.streamifyResponse` has created. */
export class StreamingInvocations implements Invocations {
  readonly #handler: Handler;
  readonly #channel: Channel;
  readonly #log: RuntimeLog;
  readonly #highWaterMark: number | undefined;

  constructor(handler: Handler, channel: Channel, log: RuntimeLog) {
    this.#handler = handler;
    this.#channel = channel;
    this.#log = log;
    const mark = (handler as MaybeStreaming)[HIGH_WATER_MARK];
    this.#highWaterMark = typeof mark === 'number' ? mark : undefined;
  }

  async run(head: InvocationHead, event: string): Promise<void> {
    const stream = new ResponseStream(this.#channel, this.#highWaterMark);
    // Without a listener, an error of the stream would end the process. The handler receives the error from the promise that it awaits.
    stream.on('error', () => {});
    try {
      const result = this.#handler(JSON.parse(event), stream, createContext(head));
      if (typeof (result as Promise<unknown> | undefined)?.then !== 'function') {
        throw new Error('Streaming does not support non-async handlers.');
      }
      if ((await result) !== undefined) console.warn('Streaming handlers ignore return values.');
      // A stream that was destroyed closes without having finished.
      if (stream.writableEnded && !stream.closed) await new Promise((done) => stream.once('close', done));
      if (!stream.writableFinished) throw stream.errored ?? new Error('Response stream is not finished.');
      stream.start();
      this.#channel.next({ type: FrameType.StreamEnd, payload: '' });
    } catch (error) {
      this.#log.error('Invoke Error', error);
      this.#channel.next({ type: FrameType.StreamError, payload: JSON.stringify(toFunctionError(error)) });
    }
  }
}

/** Whether `awslambda.streamifyResponse` has created the handler.
 *  @throws RuntimeError for a handler with another kind of streaming. */
export function isStreaming(handler: Handler): boolean {
  const mark = (handler as MaybeStreaming)[STREAMING];
  if (!mark) return false;
  if (mark === 'response') return true;
  throw new RuntimeError('MalformedStreamingHandler', 'Only response streaming is supported.');
}

/** Defines the global `awslambda`. */
export function installStreaming(): void {
  if (['1', 'true'].includes(process.env.AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA ?? '')) return;
  Reflect.set(globalThis, 'awslambda', {
    streamifyResponse(handler: Handler & MaybeStreaming, options?: { highWaterMark?: unknown }) {
      handler[STREAMING] = 'response';
      if (typeof options?.highWaterMark === 'number') handler[HIGH_WATER_MARK] = Math.trunc(options.highWaterMark);
      return handler;
    },
    HttpResponseStream: {
      /** Sends status, headers and cookies before the body, followed by eight zero bytes. */
      from(stream: ResponseStream, prelude: unknown): ResponseStream {
        stream.setContentType('application/vnd.awslambda.http-integration-response');
        stream._onBeforeFirstWrite = (write) => {
          write(JSON.stringify(prelude));
          write(new Uint8Array(8));
        };
        return stream;
      },
    },
  });
}
