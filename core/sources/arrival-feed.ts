import type { Clock } from '../clock.ts';
import type { Watermarks } from '../cursor.ts';
import type { LogEvent } from '../log-event.ts';
import { Notices } from '../notices.ts';
import { byPlace, hasArrived, LOOK_BACK_MS, type PlacedEvent, placeOf } from './arrivals.ts';
import { type Round, Subscription } from './feed-subscription.ts';
import { FollowedGroup } from './followed-group.ts';
import type { LogsContext } from './logs-context.ts';

/** Events that are remembered of a group that is followed, at 24 to 48 bytes each. */
const MAX_SEEN_EVENTS = 1_000_000;

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
  readonly #logs: LogsContext;
  readonly #group: string;
  readonly #options: FeedOptions;
  readonly #subscriptions = new Set<Subscription>();
  #upTo: Watermarks;
  #running: AbortController | undefined;

  constructor(logs: LogsContext, group: string, options: FeedOptions) {
    this.#logs = logs;
    this.#group = group;
    this.#options = options;
    this.#upTo = watermark(logs.clock, options);
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
    this.#upTo = watermark(this.#logs.clock, this.#options);
    const signal = AbortSignal.any([this.#logs.signal, running.signal]);
    this.#follow({ ...this.#logs, signal })
      .catch((error: unknown) => {
        for (const subscription of this.#subscriptions) subscription.fail(error);
      })
      .finally(() => {
        if (this.#running !== running) return;
        this.#running = undefined;
        for (const subscription of this.#subscriptions) subscription.end();
      });
  }

  async #follow(logs: LogsContext): Promise<void> {
    const { settleMs, pollIntervalMs, farEveryMs, notice } = this.#options;
    const { clock, signal } = logs;
    const start = this.#upTo.prompt;
    const source = { group: this.#group, label: this.#group };
    const following = { since: start - LOOK_BACK_MS, ...(farEveryMs !== undefined && { farEveryMs }) };
    const group = new FollowedGroup(source, following, new Notices(notice, clock));
    // Events that were read wait until all that arrived with them can be read as well.
    let held: LogEvent[] = [];
    while (!signal.aborted) {
      for await (const page of group.sweep(logs, MAX_SEEN_EVENTS)) {
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
