/** So much may wait for a slow reader before the function is held back. */
const HIGH_WATER_BYTES = 1024 * 1024;

/** The response of a streaming handler on its way to the caller, who reads it once, by `for await`. */
export class ResponseBody implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #ended = false;
  #abandoned = false;
  #wake: (() => void) | undefined;
  /** Told to hold the function back, and to let it go on. */
  onPressure: (hold: boolean) => void = () => {};

  push(chunk: Uint8Array): void {
    if (this.#abandoned) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#bytes > HIGH_WATER_BYTES) this.onPressure(true);
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
          if (this.#bytes <= HIGH_WATER_BYTES) this.onPressure(false);
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
      // A caller that goes away does not stop the function: what it still says is dropped.
      this.#abandoned = true;
      this.#chunks.length = 0;
      this.onPressure(false);
    }
  }
}
