import type { LogEvent } from '../log-event.ts';
import { merge } from '../merge.ts';
import { wait } from '../wait.ts';
import { history, type Reader } from './history.ts';
import { describeFault, isPassing } from './passing-faults.ts';
import { SeenEvents } from './seen-events.ts';

/** How far a sweep looks back behind the one before it. Most events arrive within seconds of their timestamp. */
const NEAR_LOOK_BACK_MS = 15_000;
/** Once in a while a sweep looks back further, for what arrived late. */
const FAR_LOOK_BACK_MS = 5 * 60_000;
const FAR_EVERY_MS = 15_000;
/** From the end of one round over all groups to the start of the next. */
const POLL_INTERVAL_MS = 500;
const FIRST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 10_000;

export interface FollowOptions {
  readonly groups: readonly string[];
  /** Events before this time are not shown; epoch milliseconds. */
  readonly since: number;
  /** Told when something was delayed: one line, without a newline. */
  notice(message: string): void;
  readonly now?: () => number;
}

/** Follows log groups by polling: every event once, whenever it arrives, until `reader.signal` aborts.
 *
 *  Each sweep looks back behind the start of the sweep before it, so that events that arrive late, in the same millisecond
 *  or out of order are found; those that were shown already are known by their ids. The clock, never an event's timestamp,
 *  moves the window, so a producer with a clock in the future cannot push it past what is still to come. */
export async function* follow(reader: Reader, options: FollowOptions): AsyncGenerator<readonly LogEvent[]> {
  const followed = new Map(options.groups.map((group) => [group, new FollowedGroup(group, options)]));
  while (!reader.signal.aborted) {
    for await (const page of merge([...followed.values()].map((group) => group.sweep(reader)))) {
      const unseen = page.filter((event) => followed.get(event.group)?.seen.add(event));
      if (unseen.length > 0) yield unseen;
    }
    await wait(POLL_INTERVAL_MS, reader.signal);
  }
}

class FollowedGroup {
  readonly #group: string;
  readonly #options: FollowOptions;
  readonly #now: () => number;
  readonly seen = new SeenEvents();
  /** Start of the last sweep of each kind that was read to its end; the first reads from the beginning. */
  #nearDone = Number.NEGATIVE_INFINITY;
  #farDone = Number.NEGATIVE_INFINITY;
  #backOff = 0;
  #restUntil = 0;

  constructor(group: string, options: FollowOptions) {
    this.#group = group;
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** One look at the group. A fault that passes ends the sweep, and a later one looks back as far. */
  async *sweep(reader: Reader): AsyncGenerator<readonly LogEvent[]> {
    const now = this.#now();
    if (now < this.#restUntil) return;
    const isFar = now - this.#farDone >= FAR_EVERY_MS;
    const lookBack = isFar ? this.#farDone - FAR_LOOK_BACK_MS : this.#nearDone - NEAR_LOOK_BACK_MS;
    try {
      yield* history(reader, { group: this.#group, since: Math.max(this.#options.since, lookBack) });
    } catch (error) {
      if (reader.signal.aborted) return;
      if (!isPassing(error)) throw error;
      this.#rest(error, now);
      return;
    }
    if (this.#backOff > 0) this.#options.notice(`${this.#group}: answers again; nothing was lost`);
    this.#backOff = 0;
    this.#nearDone = now;
    if (isFar) {
      this.#farDone = now;
      this.seen.forgetBefore(now - FAR_EVERY_MS - FAR_LOOK_BACK_MS);
    }
  }

  #rest(error: unknown, now: number): void {
    if (this.#backOff === 0)
      this.#options.notice(`${this.#group}: ${describeFault(error)}; trying again until it answers`);
    this.#backOff = Math.min(Math.max(this.#backOff * 2, FIRST_BACK_OFF_MS), LONGEST_BACK_OFF_MS);
    this.#restUntil = now + this.#backOff;
  }
}
