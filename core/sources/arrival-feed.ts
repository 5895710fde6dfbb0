import type { Clock } from '../clock.ts';
import type { Watermarks } from '../cursor.ts';
import type { LogEvent } from '../log-event.ts';
import { Notices } from '../notices.ts';
import { byPlace, hasArrived, LOOK_BACK_MS, type PlacedEvent, placeOf } from './arrivals.ts';
import { FollowedGroup } from './followed-group.ts';
import type { Reader } from './history.ts';

/** Events that are remembered of a group that is followed, at 24 to 48 bytes each. */
const MAX_SEEN_EVENTS = 1_000_000;
/** What may wait for one subscriber. A slower one reads again what it has missed. */
const MAX_WAITING_EVENTS = 2000;
const MAX_WAITING_CHARACTERS = 8 * 1024 * 1024;

/** What arrived between two looks at a log group, in order of time. */
export interface Round {
  readonly after: Watermarks;
  readonly upTo: Watermarks;
  readonly events: readonly PlacedEvent[];
}

export interface FeedOptions {
  /** What arrived so many milliseconds ago is taken for visible to every read. */
  readonly settleMs: number;
  /** From the end of one look to the start of the next. */
  readonly pollIntervalMs: number;
  /** How often events that arrived late are looked for. @default 30,000 */
  readonly farEveryMs?: number;
  /** Told of faults that pass: one line. */
  notice(message: string): void;
}

/** One follower of a log group, for everybody who wants to know what arrives there. It begins with the first subscriber, and
 *  ends with the last. */
export class ArrivalFeed {
  readonly #reader: Reader;
  readonly #group: string;
  readonly #options: FeedOptions;
  readonly #subscriptions = new Set<Subscription>();
  #upTo: Watermarks;
  #running: AbortController | undefined;

  constructor(reader: Reader, group: string, options: FeedOptions) {
    this.#reader = reader;
    this.#group = group;
    this.#options = options;
    this.#upTo = watermark(reader.clock, options);
  }

  /** From now on, every round that brings events. Close it in the end. */
  subscribe(): Subscription {
    if (!this.#running) this.#start();
    const subscription = new Subscription(this.#upTo, () => this.#leave(subscription));
    this.#subscriptions.add(subscription);
    return subscription;
  }

  get subscribers(): number {
    return this.#subscriptions.size;
  }

  #leave(subscription: Subscription): void {
    this.#subscriptions.delete(subscription);
    if (this.#subscriptions.size > 0) return;
    this.#running?.abort();
    this.#running = undefined;
  }

  #start(): void {
    const running = new AbortController();
    this.#running = running;
    this.#upTo = watermark(this.#reader.clock, this.#options);
    const signal = AbortSignal.any([this.#reader.signal, running.signal]);
    this.#follow({ ...this.#reader, signal })
      .catch((error: unknown) => {
        for (const subscription of this.#subscriptions) subscription.fail(error);
      })
      .finally(() => {
        if (this.#running !== running) return;
        this.#running = undefined;
        for (const subscription of this.#subscriptions) subscription.end();
      });
  }

  async #follow(reader: Reader): Promise<void> {
    const { settleMs, pollIntervalMs, farEveryMs, notice } = this.#options;
    const { clock, signal } = reader;
    const start = this.#upTo.prompt;
    const source = { group: this.#group, label: this.#group };
    const following = { since: start - LOOK_BACK_MS, ...(farEveryMs === undefined ? {} : { farEveryMs }) };
    const group = new FollowedGroup(source, following, new Notices(notice, clock));
    // Events that were read wait until all that arrived with them can be read as well.
    let held: LogEvent[] = [];
    while (!signal.aborted) {
      for await (const page of group.sweep(reader, MAX_SEEN_EVENTS)) {
        for (const event of page) if (group.admit(event) && event.ingestionTime > start) held.push(event);
      }
      if (group.refusal !== undefined) throw group.refusal;
      if (signal.aborted) return;
      const after = this.#upTo;
      const upTo = {
        prompt: Math.max(after.prompt, group.sweptAt.near - settleMs),
        late: Math.max(after.late, group.sweptAt.far - settleMs),
      };
      const ready = held.filter((event) => hasArrived(event, upTo));
      held = held.filter((event) => !hasArrived(event, upTo));
      this.#upTo = upTo;
      if (ready.length > 0) this.#publish({ after, upTo, events: ready.map(placed).sort(byPlace) });
      await clock.wait(pollIntervalMs, signal);
    }
  }

  #publish(round: Round): void {
    const characters = round.events.reduce((sum, { event }) => sum + event.message.length, 0);
    for (const subscription of this.#subscriptions) subscription.push(round, characters);
  }
}

function placed(event: LogEvent): PlacedEvent {
  return { event, place: placeOf(event) };
}

function watermark(clock: Clock, { settleMs }: FeedOptions): Watermarks {
  const time = clock.now() - settleMs;
  return { prompt: time, late: time };
}

/** What one subscriber has not taken yet. */
export class Subscription {
  /** What arrived up to here is not in any round. */
  readonly from: Watermarks;
  readonly #leave: () => void;
  #waiting: { round: Round; characters: number }[] = [];
  #events = 0;
  #characters = 0;
  #state: 'open' | 'overrun' | 'ended' | { readonly error: unknown } = 'open';
  #wake: (() => void) | undefined;

  constructor(from: Watermarks, leave: () => void) {
    this.from = from;
    this.#leave = leave;
  }

  push(round: Round, characters: number): void {
    if (this.#state !== 'open') return;
    this.#events += round.events.length;
    this.#characters += characters;
    if (this.#waiting.length > 0 && (this.#events > MAX_WAITING_EVENTS || this.#characters > MAX_WAITING_CHARACTERS)) {
      this.#close('overrun');
    } else {
      this.#waiting.push({ round, characters });
    }
    this.#wake?.();
  }

  /** The next round; `overrun` when the subscriber was too slow and has to read what it missed; `ended` when the feed ended,
   *  or the signal aborted.
   *  @throws the error that ended the feed. */
  async next(signal: AbortSignal): Promise<Round | 'overrun' | 'ended'> {
    if (this.#waiting.length === 0 && this.#state === 'open') await this.#changed(signal);
    const taken = this.#waiting.shift();
    if (taken) {
      this.#events -= taken.round.events.length;
      this.#characters -= taken.characters;
      return taken.round;
    }
    if (typeof this.#state === 'object') throw this.#state.error;
    return this.#state === 'overrun' ? 'overrun' : 'ended';
  }

  end(): void {
    if (this.#state === 'open') this.#close('ended');
    this.#wake?.();
  }

  fail(error: unknown): void {
    if (this.#state === 'open') this.#close({ error });
    this.#wake?.();
  }

  /** Stops listening; what waits is let go. */
  close(): void {
    this.#waiting = [];
    this.#close('ended');
    this.#leave();
  }

  #close(state: 'overrun' | 'ended' | { readonly error: unknown }): void {
    this.#state = state;
    // What was missed is read from the log, in one piece with what comes after.
    if (state === 'overrun') this.#waiting = [];
  }

  #changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal.removeEventListener('abort', wake);
        this.#wake = undefined;
        resolve();
      };
      if (signal.aborted) return resolve();
      signal.addEventListener('abort', wake);
      this.#wake = wake;
    });
  }
}
