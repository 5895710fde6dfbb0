import type { LogEvent, Pages } from './log-event.ts';

/** Merges sources that are sorted by time into one that is sorted by time. Events of the same millisecond keep the order of their
 *  sources. Holds at most one page of each source, and reads the first pages of all sources at the same time.
 *  @throws the error of a source, after the events that were already read from the others. */
export async function* merge(sources: readonly Pages<LogEvent>[]): AsyncGenerator<readonly LogEvent[]> {
  const buffers = sources.map((source) => new PageBuffer(source));
  try {
    const filled = await Promise.allSettled(buffers.map((buffer) => buffer.fill()));
    let failure: { readonly reason: unknown } | undefined = filled.find((result) => result.status === 'rejected');
    let open = buffers.filter((buffer) => !buffer.done);
    while (open.length > 0 && !failure) {
      const first = open.reduce((earliest, buffer) => (buffer.timestamp < earliest.timestamp ? buffer : earliest));
      // All events of this source before the next event of another source form one page.
      const rest = open.filter((buffer) => buffer !== first);
      const limit = rest.reduce((time, buffer) => Math.min(time, buffer.timestamp), Number.POSITIVE_INFINITY);
      // At equal times, the events of the earlier source come first.
      const includesLimit =
        open.indexOf(first) <
        Math.min(...rest.filter((buffer) => buffer.timestamp === limit).map((buffer) => open.indexOf(buffer)));
      yield first.takeUntil(limit, includesLimit);
      try {
        await first.fill();
      } catch (reason) {
        failure = { reason };
      }
      open = open.filter((buffer) => !buffer.done);
    }
    if (!failure) return;
    const rest = buffers.flatMap((buffer) => buffer.takeRest()).sort((a, b) => a.timestamp - b.timestamp);
    if (rest.length > 0) yield rest;
    throw failure.reason;
  } finally {
    await Promise.all(buffers.map((buffer) => buffer.close()));
  }
}

/** A source, and its current page. */
class PageBuffer {
  readonly #iterator: AsyncIterator<readonly LogEvent[]>;
  #page: readonly LogEvent[] = [];
  #next = 0;
  done = false;

  constructor(source: Pages<LogEvent>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  get timestamp(): number {
    return this.#page[this.#next]?.timestamp ?? Number.POSITIVE_INFINITY;
  }

  /** Takes the events before `limit`, or up to and including `limit`, but at least one. */
  takeUntil(limit: number, includesLimit: boolean): readonly LogEvent[] {
    const start = this.#next;
    do {
      this.#next += 1;
    } while (this.#next < this.#page.length && (this.timestamp < limit || (includesLimit && this.timestamp === limit)));
    return start === 0 && this.#next === this.#page.length ? this.#page : this.#page.slice(start, this.#next);
  }

  /** Takes the rest of the page. */
  takeRest(): readonly LogEvent[] {
    const rest = this.#page.slice(this.#next);
    this.#next = this.#page.length;
    return rest;
  }

  /** Reads the next page with events, if all events of the current one were taken. */
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
