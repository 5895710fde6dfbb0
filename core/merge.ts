import type { LogEvent } from './log-event.ts';

type Pages = AsyncIterable<readonly LogEvent[]>;

/** Merges sources, each in time order, into one in time order. Events of the same millisecond stay in the order of their
 *  sources. Holds no more than one page of each source, and reads the first pages of all of them at the same time. When a source
 *  fails, what was read of the others still comes, and then the failure. */
export async function* merge(sources: readonly Pages[]): AsyncGenerator<readonly LogEvent[]> {
  const heads = sources.map((source) => new Head(source));
  try {
    const filled = await Promise.allSettled(heads.map((head) => head.fill()));
    let failure: { readonly reason: unknown } | undefined = filled.find((result) => result.status === 'rejected');
    let open = heads.filter((head) => !head.done);
    while (open.length > 0 && !failure) {
      const first = open.reduce((earliest, head) => (head.timestamp < earliest.timestamp ? head : earliest));
      // Everything of this head up to the next one's event goes out in one piece.
      const rest = open.filter((head) => head !== first);
      const limit = rest.reduce((time, head) => Math.min(time, head.timestamp), Number.POSITIVE_INFINITY);
      const before =
        open.indexOf(first) < Math.min(...rest.filter((h) => h.timestamp === limit).map((h) => open.indexOf(h)));
      yield first.takeUntil(limit, before);
      try {
        await first.fill();
      } catch (reason) {
        failure = { reason };
      }
      open = open.filter((head) => !head.done);
    }
    if (!failure) return;
    const left = heads.flatMap((head) => head.takeRest()).sort((a, b) => a.timestamp - b.timestamp);
    if (left.length > 0) yield left;
    throw failure.reason;
  } finally {
    await Promise.all(heads.map((head) => head.close()));
  }
}

/** The page of a source that is being handed out. */
class Head {
  readonly #iterator: AsyncIterator<readonly LogEvent[]>;
  #page: readonly LogEvent[] = [];
  #next = 0;
  done = false;

  constructor(source: Pages) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  get timestamp(): number {
    return this.#page[this.#next]?.timestamp ?? Number.POSITIVE_INFINITY;
  }

  /** Hands out the events before `limit`, those of that very millisecond too when `inclusive`; at least one. */
  takeUntil(limit: number, inclusive: boolean): readonly LogEvent[] {
    const start = this.#next;
    do {
      this.#next += 1;
    } while (this.#next < this.#page.length && (this.timestamp < limit || (inclusive && this.timestamp === limit)));
    return start === 0 && this.#next === this.#page.length ? this.#page : this.#page.slice(start, this.#next);
  }

  /** Hands out what is left of the page. */
  takeRest(): readonly LogEvent[] {
    const rest = this.#page.slice(this.#next);
    this.#next = this.#page.length;
    return rest;
  }

  /** Reads the next page that has events, when this one is used up. */
  async fill(): Promise<void> {
    while (!this.done && this.#next >= this.#page.length) {
      const result = await this.#iterator.next();
      this.done = result.done === true;
      this.#page = result.done ? [] : result.value;
      this.#next = 0;
    }
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
