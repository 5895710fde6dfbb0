import { type Frame, FrameType } from './frames.ts';
import type { ResponseBody } from './response-body.ts';

/** What an invocation came to. */
export interface Answer {
  /** JSON: the response, or the error. */
  readonly payload: string;
  /** Set when the function failed. */
  readonly functionError?: 'Unhandled';
}

/** Puts an invocation's answer together from what the runtime sends. The first answer counts. */
export class InvocationAnswer {
  readonly #body: ResponseBody | undefined;
  readonly #onStreamStart: ((contentType: string) => void) | undefined;
  /** A streaming handler's response, where nobody takes it as it comes. */
  readonly #collected: Buffer[] = [];
  #answer: Answer | undefined;
  #producedBytes = 0;

  constructor(receiver: { readonly body?: ResponseBody; onStreamStart?(contentType: string): void }) {
    this.#body = receiver.body;
    this.#onStreamStart = receiver.onStreamStart?.bind(receiver);
  }

  get producedBytes(): number {
    return this.#producedBytes;
  }

  /** Calls `hold` when a slow reader of a streamed response needs the function held back, and when it does no more. */
  onPressure(hold: (hold: boolean) => void): void {
    if (this.#body) this.#body.onPressure = hold;
  }

  receive({ type, payload }: Frame): void {
    switch (type) {
      case FrameType.Response:
        this.#producedBytes += payload.length;
        this.#answer ??= { payload: payload.toString() };
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
        this.#answer ??= { payload: Buffer.concat(this.#collected).toString() };
        break;
    }
  }

  /** The invocation fails with an error, unless it was answered before. */
  fail(error: string): void {
    this.#answer ??= { payload: error, functionError: 'Unhandled' };
  }

  given(): Answer {
    return this.#answer ?? { payload: 'null' };
  }
}
