interface Waiting<Item> {
  readonly page: readonly Item[];
  taken(): void;
}

/** Pages of several producers, handed on in the order in which they come. Each producer waits until its page was taken, so
 *  that a reader that is slow holds up all of them and no more than a page of each is kept. */
export class PageQueue<Item> implements AsyncIterable<readonly Item[]> {
  readonly #waiting: Waiting<Item>[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  /** Resolves once the page was taken, or nobody takes pages any more. */
  put(page: readonly Item[]): Promise<void> {
    if (this.#end) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ page, taken: resolve });
      this.#wake();
    });
  }

  /** No more pages come; those that wait are handed out. Only the first call counts.
   *  @param failure what the reader gets after them. */
  end(failure?: { readonly error: unknown }): void {
    this.#end ??= failure ?? {};
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Item[]> {
    try {
      for (;;) {
        const next = this.#waiting.shift();
        if (next) {
          yield next.page;
          next.taken();
        } else if (this.#end) {
          if ('error' in this.#end) throw this.#end.error;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      this.end();
      for (const { taken } of this.#waiting.splice(0)) taken();
    }
  }
}
