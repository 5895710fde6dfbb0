/** Lines that are held back until an error shows that they are needed. Each invocation has its own. */
export class DebugBuffer {
  readonly #maxBytes: number;
  #lines: { readonly text: string; readonly bytes: number }[] = [];
  #bytes = 0;
  #evicted = 0;

  /** @param maxBytes the size of the lines in UTF-8. When it is reached, the oldest lines are evicted. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(text: string): void {
    const bytes = Buffer.byteLength(text);
    this.#lines.push({ text, bytes });
    this.#bytes += bytes;
    let first = 0;
    for (; this.#bytes > this.#maxBytes; first += 1) this.#bytes -= this.#lines[first]?.bytes ?? 0;
    if (first === 0) return;
    this.#lines.splice(0, first);
    this.#evicted += first;
  }

  /** Empties the buffer, and returns its lines and the number of lines that it has evicted. */
  take(): { readonly lines: readonly string[]; readonly evicted: number } {
    const taken = { lines: this.#lines.map(({ text }) => text), evicted: this.#evicted };
    this.clear();
    return taken;
  }

  clear(): void {
    this.#lines = [];
    this.#bytes = 0;
    this.#evicted = 0;
  }
}
