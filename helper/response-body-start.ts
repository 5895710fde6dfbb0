import { decodedBytes, LARGEST_BODY_BYTES } from './body-text.ts';

/** The beginning of a response's body, read from a copy beside the caller. */
export class ResponseStart {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  readonly #chunks: Uint8Array[] = [];
  #isWhole = false;

  constructor(response: Response) {
    this.#reader = response.clone().body?.getReader();
  }

  /** Settles when as much is read as is recorded; never rejects. */
  async read(): Promise<void> {
    let bytes = 0;
    try {
      while (this.#reader && bytes <= LARGEST_BODY_BYTES) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        this.#chunks.push(value);
        bytes += value.length;
      }
      this.#isWhole = bytes <= LARGEST_BODY_BYTES;
    } catch {
      // The connection broke: the caller's copy says so.
    }
    this.stop();
  }

  stop(): void {
    // Settles only when the caller's copy is at its end, too.
    this.#reader?.cancel().catch(() => {});
  }

  /** What was read so far; null for no body. */
  get body(): { readonly text: string; readonly isWhole: boolean } | null {
    if (this.#reader === undefined) return null;
    return { text: decodedBytes(Buffer.concat(this.#chunks)), isWhole: this.#isWhole };
  }
}
