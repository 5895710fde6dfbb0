import { decodeUtf8, MAX_BODY_BYTES } from './body-text.ts';

/** The beginning of a response's body. It is read from a clone: the caller still gets the whole body. */
export class ResponseBodyStart {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #chunks: Uint8Array[] = [];
  #isWhole = false;

  constructor(response: Response) {
    this.#reader = response.clone().body?.getReader();
  }

  /** Resolves when the part to record has been read. Never rejects. */
  async read(): Promise<void> {
    let bytes = 0;
    try {
      while (this.#reader && bytes <= MAX_BODY_BYTES) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        this.#chunks.push(value);
        bytes += value.length;
      }
      this.#isWhole = bytes <= MAX_BODY_BYTES;
    } catch {
      // The connection broke: the caller gets the same error from its own body.
    }
    this.stop();
  }

  stop(): void {
    // The promise resolves only when the caller has read its own body, too.
    this.#reader?.cancel().catch(() => {});
  }

  /** What was read so far; null when the response has no body. */
  get body(): { readonly text: string; readonly isWhole: boolean } | null {
    if (this.#reader === undefined) return null;
    return { text: decodeUtf8(Buffer.concat(this.#chunks)), isWhole: this.#isWhole };
  }
}
