import { type Frame, FrameType } from './frames.ts';
import type { ResponseBody } from './response-body.ts';

/** The result of an invocation. */
export interface InvocationResult {
  /** JSON: the response, or the error. */
  readonly payload: string;
  /** Set when the function failed. */
  readonly functionError?: 'Unhandled';
}

/** The result, with the end of the log if the caller requests it. */
export interface InvocationOutcome extends InvocationResult {
  readonly logTail?: string;
}

/** Builds the result of an invocation from the frames of the runtime. The first response or error counts. */
export class InvocationResultBuilder {
  readonly #body: ResponseBody | undefined;
  readonly #onStreamStart: ((contentType: string) => void) | undefined;
  /** The response of a streaming handler when there is no `ResponseBody` to receive it. */
  readonly #collected: Buffer[] = [];
  #result: InvocationResult | undefined;
  #producedBytes = 0;

  constructor(receiver: { readonly body?: ResponseBody; onStreamStart?(contentType: string): void }) {
    this.#body = receiver.body;
    this.#onStreamStart = receiver.onStreamStart?.bind(receiver);
  }

  get producedBytes(): number {
    return this.#producedBytes;
  }

  /** Sets the function that is called with `true` when a streamed response must pause for a slow reader, and with `false`
   *  when it can continue. */
  onBackpressure(pause: (pause: boolean) => void): void {
    if (this.#body) this.#body.onBackpressure = pause;
  }

  receive({ type, payload }: Frame): void {
    switch (type) {
      case FrameType.Response:
        this.#producedBytes += payload.length;
        this.#result ??= { payload: payload.toString() };
        break;
      case FrameType.Error:
      case FrameType.StreamError:
        this.fail(payload.toString());
        break;
      case FrameType.StreamStart:
        this.#onStreamStart?.(payload.toString());
        break;
      case FrameType.StreamChunk:
        this.#producedBytes += payload.length;
        if (this.#body) this.#body.push(payload);
        else this.#collected.push(payload);
        break;
      case FrameType.StreamEnd:
        this.#result ??= { payload: Buffer.concat(this.#collected).toString() };
        break;
    }
  }

  /** Sets an error as the result, unless there is a result already. */
  fail(error: string): void {
    this.#result ??= { payload: error, functionError: 'Unhandled' };
  }

  build(): InvocationResult {
    return this.#result ?? { payload: 'null' };
  }
}
