interface Waiting<Item> {
  readonly page: readonly Item[];
  consumed(): void;
}

/** Combines the pages of several producers in the order in which they arrive. Each producer waits until its page was consumed, so
 *  the queue holds at most one page of each producer. */
export class PageQueue<Item> implements AsyncIterable<readonly Item[]> {
  readonly #waiting: Waiting<Item>[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  /** Resolves when the page was consumed, or the consumer has stopped. */
  put(page: readonly Item[]): Promise<void> {
    if (this.#end) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ page, consumed: resolve });
      this.#wake();
    });
  }

  /** Ends the queue after the pages that wait. Only the first call has an effect.
   *  @param failure is thrown to the consumer after these pages. */
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
          next.consumed();
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
      for (const { consumed } of this.#waiting.splice(0)) consumed();
    }
  }
}
