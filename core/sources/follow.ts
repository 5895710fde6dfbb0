import type { FollowedEvent, LogEvent, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import { history, type Reader, type Selection } from './history.ts';
import { describeFault, isPassing } from './passing-faults.ts';
import { SeenEvents } from './seen-events.ts';

/** How far a sweep looks back behind the one before it. Most events arrive within seconds of their timestamp. */
const NEAR_LOOK_BACK_MS = 15_000;
/** Once in a while a sweep looks back further, for what arrived late. */
const FAR_LOOK_BACK_MS = 6 * 60_000;
const FAR_EVERY_MS = 30_000;
/** From the end of one round over all groups to the start of the next. */
const POLL_INTERVAL_MS = 500;
const FIRST_BACK_OFF_MS = 1000;
const LONGEST_BACK_OFF_MS = 10_000;
/** How often the targets are looked up again, for groups that are new. */
const RESOLVE_EVERY_MS = 30_000;

export interface FollowOptions {
  /** Events before this time are not shown; epoch milliseconds. */
  readonly since: number;
  readonly selection?: Selection;
  /** Told when something was delayed or appeared: one line, without a newline. */
  notice(message: string): void;
  /** Looks the targets up again; without it the log groups stay those of the start. */
  resolve?(): Promise<readonly LogSource[]>;
}

/** Follows log groups by polling: every event once, whenever it arrives, until `reader.signal` aborts.
 *
 *  Each sweep looks back behind the start of the sweep before it, so that events that arrive late, in the same millisecond
 *  or out of order are found; those that were shown already are known by their ids. The clock, never an event's timestamp,
 *  moves the window, so a producer with a clock in the future cannot push it past what is still to come. */
export async function* follow(
  reader: Reader,
  sources: readonly LogSource[],
  options: FollowOptions,
): AsyncGenerator<readonly FollowedEvent[]> {
  const { clock } = reader;
  const followed = new Map(sources.map(({ group }) => [group, new FollowedGroup(group, options)]));
  let resolvedAt = clock.now();
  let newestShown = Number.NEGATIVE_INFINITY;
  while (!reader.signal.aborted) {
    let newest = newestShown;
    for await (const page of merge([...followed.values()].map((group) => group.sweep(reader)))) {
      const unseen: FollowedEvent[] = [];
      for (const event of page) {
        if (!followed.get(event.group)?.seen.add(event)) continue;
        unseen.push(event.timestamp < newestShown ? { ...event, late: true } : event);
        // A clock in the future makes nothing else late.
        newest = Math.max(newest, Math.min(event.timestamp, clock.now()));
      }
      if (unseen.length > 0) yield unseen;
    }
    newestShown = newest;
    if (options.resolve && clock.now() - resolvedAt >= RESOLVE_EVERY_MS) {
      resolvedAt = clock.now();
      await addNewGroups(followed, options);
    }
    await clock.wait(POLL_INTERVAL_MS, reader.signal);
  }
}

async function addNewGroups(followed: Map<string, FollowedGroup>, options: FollowOptions): Promise<void> {
  let sources: readonly LogSource[];
  try {
    sources = (await options.resolve?.()) ?? [];
  } catch (error) {
    // What is followed goes on; the next look may succeed.
    if (!isPassing(error)) options.notice(`looking for new log groups: ${describeFault(error)}`);
    return;
  }
  for (const { group, label } of sources) {
    if (followed.has(group)) continue;
    followed.set(group, new FollowedGroup(group, options));
    options.notice(`+ ${label} appeared; following it`);
  }
}

class FollowedGroup {
  readonly #group: string;
  readonly #options: FollowOptions;
  readonly seen = new SeenEvents();
  /** Start of the last sweep of each kind that was read to its end; the first reads from the beginning. */
  #nearDone = Number.NEGATIVE_INFINITY;
  #farDone = Number.NEGATIVE_INFINITY;
  #backOff = 0;
  #restUntil = 0;

  constructor(group: string, options: FollowOptions) {
    this.#group = group;
    this.#options = options;
  }

  /** One look at the group. A fault that passes ends the sweep, and a later one looks back as far. */
  async *sweep(reader: Reader): AsyncGenerator<readonly LogEvent[]> {
    const now = reader.clock.now();
    if (now < this.#restUntil) return;
    const isFar = now - this.#farDone >= FAR_EVERY_MS;
    const lookBack = isFar ? this.#farDone - FAR_LOOK_BACK_MS : this.#nearDone - NEAR_LOOK_BACK_MS;
    const since = Math.max(this.#options.since, lookBack);
    try {
      yield* history(reader, { ...this.#options.selection, group: this.#group, since });
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
      this.seen.forgetBefore(now - FAR_LOOK_BACK_MS - FAR_EVERY_MS);
    }
  }

  #rest(error: unknown, now: number): void {
    if (this.#backOff === 0)
      this.#options.notice(`${this.#group}: ${describeFault(error)}; trying again until it answers`);
    this.#backOff = Math.min(Math.max(this.#backOff * 2, FIRST_BACK_OFF_MS), LONGEST_BACK_OFF_MS);
    this.#restUntil = now + this.#backOff;
  }
}
