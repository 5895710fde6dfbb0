/** The bytes that may wait for a slow reader before the function is paused. */
const HIGH_WATER_BYTES = 1024 * 1024;

/** The response of a streaming handler. The caller reads it once, with `for await`. */
export class ResponseBody implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #abandoned = false;
  #wake: (() => void) | undefined;
  /** Called with `true` to pause the function, and with `false` to let it continue. */
  onBackpressure: (pause: boolean) => void = () => {};

  push(chunk: Uint8Array): void {
    if (this.#abandoned) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#bytes > HIGH_WATER_BYTES) this.onBackpressure(true);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk) {
          this.#bytes -= chunk.byteLength;
          if (this.#bytes <= HIGH_WATER_BYTES) this.onBackpressure(false);
          yield chunk;
        } else if (this.#ended) {
          return;
        } else {
          await new Promise<void>((wake) => {
            this.#wake = wake;
          });
        }
      }
    } finally {
      // The function continues after its caller has disconnected. The rest of the response is dropped.
      this.#abandoned = true;
      this.#chunks.length = 0;
      this.onBackpressure(false);
    }
  }
}
