import { BEFORE_ALL, type Cursor, type Watermarks } from '../../core/cursor.ts';
import type { LogEvent } from '../../core/log-event.ts';
import { ArrivalFeed, type FeedOptions } from '../../core/sources/arrival-feed.ts';
import { arrivals, hasArrived, type PlacedEvent } from '../../core/sources/arrivals.ts';
import { goBack } from '../../core/sources/last-arrivals.ts';
import type { LogsContext } from '../../core/sources/logs-context.ts';
import type { Selection } from '../../core/sources/read-pages.ts';

/** An event, and the cursor that goes on right after it. */
export interface ReadEvent {
  readonly event: LogEvent;
  readonly cursor: Cursor;
}

/** What is read of a log group. */
export interface LogView {
  readonly group: string;
  readonly selection: Selection;
  /** Which events of the group belong to it. */
  matches(event: LogEvent): boolean;
}

export interface LogReaderOptions extends FeedOptions {
  readonly context: Omit<LogsContext, 'signal'>;
}

/** Reads log groups from a cursor on: what is there by now, or what arrives as well. All who follow a group share one follower. */
export class LogReader {
  readonly #options: LogReaderOptions;
  readonly #feeds = new Map<string, ArrivalFeed>();
  readonly #closing = new AbortController();

  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /** Before everything that is there. */
  beginning(): Cursor {
    return { after: NOTHING, upTo: this.#settled(), at: BEFORE_ALL };
  }

  /** Behind everything that has arrived. */
  end(): Cursor {
    const now = this.#settled();
    return { after: now, upTo: now, at: BEFORE_ALL };
  }

  /** A cursor some matching events before another one; `end` counts back from the last event that is there. */
  async back(view: LogView, from: Cursor | 'end', count: number, signal: AbortSignal): Promise<Cursor> {
    const cursor = from === 'end' ? { ...this.beginning(), at: LAST_PLACE } : from;
    const at = await goBack({ ...this.#options.context, signal }, cursor, { ...view, count });
    if (at === cursor.at) return from === 'end' ? this.end() : from;
    return { after: NOTHING, upTo: cursor.upTo, at };
  }

  /** What is there by now, from the cursor on. */
  async *read(view: LogView, from: Cursor, signal: AbortSignal): AsyncGenerator<readonly ReadEvent[]> {
    const context = { ...this.#options.context, signal };
    yield* readUpTo(context, view, from);
    yield* readUpTo(context, view, { after: from.upTo, upTo: this.#settled(), at: BEFORE_ALL });
  }

  /** What is there from the cursor on, and then what arrives, until the signal aborts. */
  async *follow(view: LogView, from: Cursor, signal: AbortSignal): AsyncGenerator<readonly ReadEvent[]> {
    const context = { ...this.#options.context, signal };
    let position = from;
    while (!signal.aborted) {
      const subscription = this.#feed(view.group).subscribe();
      try {
        yield* readUpTo(context, view, position);
        // Behind what the feed has seen, or ahead of it when the cursor is younger.
        const upTo = later(position.upTo, subscription.from);
        yield* readUpTo(context, view, { after: position.upTo, upTo, at: BEFORE_ALL });
        position = { after: upTo, upTo, at: BEFORE_ALL };
        for (;;) {
          const round = await subscription.next(signal);
          if (round === 'ended') return;
          if (round === 'overrun') break;
          const unread = round.events.filter(({ event }) => view.matches(event) && !hasArrived(event, upTo));
          const marks = { after: later(round.after, upTo), upTo: later(round.upTo, upTo) };
          if (unread.length > 0) yield unread.map(({ event, place }) => ({ event, cursor: { ...marks, at: place } }));
          position = { after: marks.upTo, upTo: marks.upTo, at: BEFORE_ALL };
        }
      } finally {
        subscription.close();
      }
    }
  }

  /** How many followers run at the moment. */
  get followers(): number {
    return [...this.#feeds.values()].filter((feed) => feed.subscribers > 0).length;
  }

  /** Ends all followers, and with them all streams. */
  close(): void {
    this.#closing.abort();
  }

  #feed(group: string): ArrivalFeed {
    const feed =
      this.#feeds.get(group) ??
      new ArrivalFeed({ ...this.#options.context, signal: this.#closing.signal }, group, this.#options);
    this.#feeds.set(group, feed);
    return feed;
  }

  #settled(): Watermarks {
    const time = Math.max(0, this.#options.context.clock.now() - this.#options.settleMs);
    return { prompt: time, late: time };
  }
}

const NOTHING: Watermarks = { prompt: 0, late: 0 };

/** Behind every event: timestamps have six bytes in a cursor. */
const LAST_PLACE = { timestamp: 2 ** 48 - 1, identity: 2n ** 64n - 1n };

async function* readUpTo(context: LogsContext, view: LogView, cursor: Cursor): AsyncGenerator<readonly ReadEvent[]> {
  const { after, upTo } = cursor;
  for await (const page of arrivals(context, view.group, cursor, view.selection)) {
    const wanted = page.filter(({ event }: PlacedEvent) => view.matches(event));
    if (wanted.length > 0) yield wanted.map(({ event, place }) => ({ event, cursor: { after, upTo, at: place } }));
  }
}

function later(a: Watermarks, b: Watermarks): Watermarks {
  return { prompt: Math.max(a.prompt, b.prompt), late: Math.max(a.late, b.late) };
}
