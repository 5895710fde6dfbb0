import type { Clock } from '../clock.ts';
import type { Watermarks } from '../cursor.ts';
import type { LogEvent } from '../log-event.ts';
import { Notices } from '../notices.ts';
import { byPosition, hasArrived, LOOK_BACK_MS, type PositionedEvent, positionOf } from './arrivals.ts';
import { type ArrivalBatch, Subscription } from './feed-subscription.ts';
import { FollowedGroup } from './followed-group.ts';
import type { LogsContext } from './logs-context.ts';

/** The maximum number of events that are remembered for a log group, at 24 to 48 bytes each. */
const MAX_SEEN_EVENTS = 1_000_000;

/** A feed with new events sweeps at most this many times as often as a quiet one. */
const MAX_SPEED_UP = 4;
/** A sweep that had to wait for the rate budget is followed by a pause of the same length, up to this time in milliseconds. */
const MAX_PAUSE_MS = 4000;

/** The options of `ArrivalFeed`. */
export interface FeedOptions {
  /** How long after its arrival an event may still be missing in a read: milliseconds. */
  readonly readDelayMs: number;
  /** From the end of one sweep to the start of the next: milliseconds. It is shorter when an event waits for its read delay, and
   *  longer when the rate budget makes a sweep wait. */
  readonly pollIntervalMs: number;
  /** The time between two far sweeps, which find late events: milliseconds. @default 30,000 */
  readonly farIntervalMs?: number;
  /** Called with a line about a recoverable error. */
  notice(message: string): void;
}

/** Follows a log group once for all its subscribers. Starts with the first subscriber, and stops after the last. */
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
    this.#upTo = watermarks(logs.clock, options);
  }

  /** Subscribes to all batches from now on. The caller closes the subscription. */
  subscribe(): Subscription {
    if (!this.#running) this.#start();
    const subscription = new Subscription(
      this.#upTo,
      () => this.#upTo,
      () => this.#unsubscribe(subscription),
    );
    this.#subscriptions.add(subscription);
    return subscription;
  }

  get subscriberCount(): number {
    return this.#subscriptions.size;
  }

  #unsubscribe(subscription: Subscription): void {
    this.#subscriptions.delete(subscription);
    if (this.#subscriptions.size > 0) return;
    this.#running?.abort();
    this.#running = undefined;
  }

  #start(): void {
    const running = new AbortController();
    this.#running = running;
    this.#upTo = watermarks(this.#logs.clock, this.#options);
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
    const { readDelayMs, pollIntervalMs, farIntervalMs, notice } = this.#options;
    const { clock, signal } = logs;
    const start = this.#upTo.prompt;
    const source = { group: this.#group, label: this.#group };
    const options = { since: start - LOOK_BACK_MS, ...(farIntervalMs !== undefined && { farIntervalMs }) };
    const followed = new FollowedGroup(source, options, new Notices(notice, clock));
    // An event waits until all events that arrived with it can be read, too.
    let held: LogEvent[] = [];
    while (!signal.aborted) {
      const sweepStart = clock.now();
      for await (const page of followed.sweep(logs, MAX_SEEN_EVENTS)) {
        for (const event of page) if (followed.addIfNew(event) && event.ingestionTime > start) held.push(event);
      }
      if (followed.refusal !== undefined) throw followed.refusal;
      if (signal.aborted) return;
      const after = this.#upTo;
      const upTo = {
        prompt: Math.max(after.prompt, followed.sweptAt.near - readDelayMs),
        late: Math.max(after.late, followed.sweptAt.far - readDelayMs),
      };
      const ready = held.filter((event) => hasArrived(event, upTo));
      held = held.filter((event) => !hasArrived(event, upTo));
      this.#upTo = upTo;
      if (ready.length > 0) this.#publish({ after, upTo, events: ready.map(withPosition).sort(byPosition) });
      // An event that waits is published by the first sweep that starts when its read delay has passed.
      const due = held.map(({ ingestionTime }) => ingestionTime + readDelayMs).filter((time) => time > sweepStart);
      const untilDue = Math.min(...due) - clock.now();
      const pauseMs = Math.min(pollIntervalMs, Math.max(pollIntervalMs / MAX_SPEED_UP, untilDue));
      const sweepMs = clock.now() - sweepStart;
      await clock.wait(Math.max(pauseMs, Math.min(sweepMs, MAX_PAUSE_MS)), signal);
    }
  }

  #publish(batch: ArrivalBatch): void {
    const characters = batch.events.reduce((sum, { event }) => sum + event.message.length, 0);
    for (const subscription of this.#subscriptions) subscription.push(batch, characters);
  }
}

function withPosition(event: LogEvent): PositionedEvent {
  return { event, position: positionOf(event) };
}

function watermarks(clock: Clock, { readDelayMs }: FeedOptions): Watermarks {
  const time = clock.now() - readDelayMs;
  return { prompt: time, late: time };
}
