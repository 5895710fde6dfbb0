import { BEFORE_FIRST_EVENT, type Cursor, type Watermarks } from '../../core/cursor.ts';
import type { LogEvent } from '../../core/log-event.ts';
import { ArrivalFeed, type FeedOptions } from '../../core/sources/arrival-feed.ts';
import { hasArrived, type PositionedEvent, readArrivals } from '../../core/sources/arrivals.ts';
import { goBack } from '../../core/sources/last-arrivals.ts';
import type { LogsContext } from '../../core/sources/logs-context.ts';
import type { Selection } from '../../core/sources/read-pages.ts';

/** An event, and the cursor to continue after it. */
export interface ReadEvent {
  readonly event: LogEvent;
  readonly cursor: Cursor;
}

/** The events after a cursor, and then those that arrive, page by page. It is read once. */
export interface Following extends AsyncIterable<readonly ReadEvent[]> {
  /** The cursor after everything that was read up to now, events that do not match included. It is valid while the next page is
   *  awaited, and after the end. */
  position(): Cursor;
}

/** A log group, and which of its events to read. */
export interface LogView {
  readonly group: string;
  readonly selection: Selection;
  /** Whether an event of the group belongs to the view. */
  matches(event: LogEvent): boolean;
}

/** The options of `LogReader`. Each read gets its own signal as an argument. */
export interface LogReaderOptions extends FeedOptions {
  readonly logs: Omit<LogsContext, 'signal'>;
}

/** Reads log groups from a cursor: either the existing events only, or also the events that arrive later. All clients that
 *  follow a group share one feed. */
export class LogReader {
  readonly #options: LogReaderOptions;
  readonly #feeds = new Map<string, ArrivalFeed>();
  readonly #closing = new AbortController();
  /** The cursors that were made for a request, in contrast to those that a client sent: nothing was read up to them yet. */
  readonly #newCursors = new WeakSet<Cursor>();

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /** The cursor before the first event. */
  beginning(): Cursor {
    return this.#new({ after: START_OF_TIME, upTo: this.#readableTime(), at: BEFORE_FIRST_EVENT });
  }

  /** The cursor after the last event that has arrived. */
  end(): Cursor {
    return this.#new(after(this.#readableTime()));
  }

  /** The cursor that is `count` matching events before another cursor, or before the end. */
  async cursorBefore(view: LogView, from: Cursor | 'end', count: number, signal: AbortSignal): Promise<Cursor> {
    const cursor = from === 'end' ? { ...this.beginning(), at: LAST_POSITION } : from;
    const at = await goBack({ ...this.#options.logs, signal }, cursor, { ...view, count });
    if (at === cursor.at) return from === 'end' ? this.end() : from;
    const before = { after: START_OF_TIME, upTo: cursor.upTo, at };
    return from === 'end' ? this.#new(before) : before;
  }

  /** The events after the cursor that have arrived by now. */
  async *read(view: LogView, from: Cursor, signal: AbortSignal): AsyncGenerator<readonly ReadEvent[]> {
    const logs = { ...this.#options.logs, signal };
    yield* readUpTo(logs, view, from);
    if (this.#newCursors.has(from)) return;
    yield* readUpTo(logs, view, { ...after(from.upTo), upTo: this.#readableTime() });
  }

  /** The events after the cursor, and then those that arrive, until the signal aborts. */
  follow(view: LogView, from: Cursor, signal: AbortSignal): Following {
    let position = () => from;
    const pages = this.#follow(view, from, signal, (next) => {
      position = next;
    });
    return { [Symbol.asyncIterator]: () => pages, position: () => position() };
  }

  /** @param moveTo called with each new position. */
  async *#follow(
    view: LogView,
    from: Cursor,
    signal: AbortSignal,
    moveTo: (position: () => Cursor) => void,
  ): AsyncGenerator<readonly ReadEvent[]> {
    const logs = { ...this.#options.logs, signal };
    let start = from;
    while (!signal.aborted) {
      const subscription = this.#feed(view.group).subscribe();
      try {
        // The feed reports only what arrives after `subscription.from`; the events until then are read here.
        const upTo = maxWatermarks(start.upTo, subscription.from);
        const ranges = this.#newCursors.has(start) ? [{ ...start, upTo }] : [start, { ...after(start.upTo), upTo }];
        for (const range of ranges) {
          for await (const page of readUpTo(logs, view, range)) {
            yield page;
            const { cursor } = page.at(-1) as ReadEvent;
            moveTo(() => cursor);
          }
        }
        const position = () => after(maxWatermarks(subscription.takenUpTo, upTo));
        moveTo(position);
        for (;;) {
          const batch = await subscription.next(signal);
          if (batch === 'ended' || batch === 'overflow') {
            const end = position();
            moveTo(() => end);
            if (batch === 'ended') return;
            start = end;
            break;
          }
          const unread = batch.events.filter(({ event }) => view.matches(event) && !hasArrived(event, upTo));
          const watermarks = { after: maxWatermarks(batch.after, upTo), upTo: maxWatermarks(batch.upTo, upTo) };
          if (unread.length > 0)
            yield unread.map(({ event, position: at }) => ({ event, cursor: { ...watermarks, at } }));
        }
      } finally {
        subscription.close();
      }
    }
  }

  /** The number of feeds that have clients at the moment. */
  get activeFeedCount(): number {
    return [...this.#feeds.values()].filter((feed) => feed.subscriberCount > 0).length;
  }

  /** Ends all feeds, and the streams of their clients. */
  close(): void {
    this.#closing.abort();
  }

  #feed(group: string): ArrivalFeed {
    const feed =
      this.#feeds.get(group) ??
      new ArrivalFeed({ ...this.#options.logs, signal: this.#closing.signal }, group, this.#options);
    this.#feeds.set(group, feed);
    return feed;
  }

  #new(cursor: Cursor): Cursor {
    this.#newCursors.add(cursor);
    return cursor;
  }

  #readableTime(): Watermarks {
    const time = Math.max(0, this.#options.logs.clock.now() - this.#options.readDelayMs);
    return { prompt: time, late: time };
  }
}

const START_OF_TIME: Watermarks = { prompt: 0, late: 0 };

/** The position after every event. A cursor holds timestamps in six bytes. */
const LAST_POSITION = { timestamp: 2 ** 48 - 1, identity: 2n ** 64n - 1n };

async function* readUpTo(logs: LogsContext, view: LogView, cursor: Cursor): AsyncGenerator<readonly ReadEvent[]> {
  const { after, upTo } = cursor;
  for await (const page of readArrivals(logs, view.group, cursor, view.selection)) {
    const matching = page.filter(({ event }: PositionedEvent) => view.matches(event));
    if (matching.length > 0) yield matching.map(({ event, position: at }) => ({ event, cursor: { after, upTo, at } }));
  }
}

/** The cursor after all events that arrived up to then. */
function after(upTo: Watermarks): Cursor {
  return { after: upTo, upTo, at: BEFORE_FIRST_EVENT };
}

function maxWatermarks(a: Watermarks, b: Watermarks): Watermarks {
  return { prompt: Math.max(a.prompt, b.prompt), late: Math.max(a.late, b.late) };
}
