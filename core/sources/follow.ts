import type { FollowedEvent, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import { Notices } from '../notices.ts';
import { FollowedGroup, type Following } from './followed-group.ts';
import type { Reader } from './history.ts';
import { describeFault, isPassing } from './passing-faults.ts';
import { ThrottleNotices } from './throttle-notices.ts';

/** From the end of one round over all groups to the start of the next. */
const POLL_INTERVAL_MS = 500;
/** How often the targets are looked up again, for groups that are new. */
const RESOLVE_EVERY_MS = 30_000;
/** Events that are remembered over all groups, at 24 to 48 bytes each. */
const MAX_SEEN_EVENTS = 2_000_000;

export interface FollowOptions extends Following {
  /** Told when something was delayed, given up or appeared: one line, without a newline. */
  notice(message: string): void;
  /** Looks the targets up again; without it the log groups stay those of the start. */
  resolve?(): Promise<readonly LogSource[]>;
  /** How many events are remembered over all groups; beyond, the look-back gets shorter, and that is said. @default 2,000,000 */
  readonly maxSeenEvents?: number;
}

/** Follows log groups by polling: every event once, whenever it arrives, until `reader.signal` aborts.
 *
 *  Each sweep looks back behind the start of the sweep before it, so that events that arrive late, in the same millisecond
 *  or out of order are found; those that were shown already are known by their ids. The clock, never an event's timestamp,
 *  moves the window, so a producer with a clock in the future cannot push it past what is still to come.
 *  @throws the service's error when no log group can be followed, or when the credentials may not. */
export async function* follow(
  reader: Reader,
  sources: readonly LogSource[],
  options: FollowOptions,
): AsyncGenerator<readonly FollowedEvent[]> {
  const { clock } = reader;
  const notices = new Notices((message) => options.notice(message), clock);
  const throttles = new ThrottleNotices(reader.budget, notices);
  const telling: Reader = {
    ...reader,
    throttled: () => {
      reader.throttled?.();
      throttles.throttled();
    },
  };
  const followed = new Map(sources.map((source) => [source.group, new FollowedGroup(source, options, notices)]));
  let resolvedAt = clock.now();
  let newestShown = Number.NEGATIVE_INFINITY;
  while (!reader.signal.aborted) {
    const maxSeen = Math.floor((options.maxSeenEvents ?? MAX_SEEN_EVENTS) / followed.size);
    let newest = newestShown;
    for await (const page of merge([...followed.values()].map((group) => group.sweep(telling, maxSeen)))) {
      const unseen: FollowedEvent[] = [];
      for (const event of page) {
        if (!followed.get(event.group)?.admit(event)) continue;
        unseen.push(event.timestamp < newestShown ? { ...event, late: true } : event);
        // A clock in the future makes nothing else late.
        newest = Math.max(newest, Math.min(event.timestamp, clock.now()));
      }
      if (unseen.length > 0) yield unseen;
    }
    newestShown = newest;
    throttles.look();
    throwIfNoneCanBeFollowed([...followed.values()]);
    if (options.resolve && clock.now() - resolvedAt >= RESOLVE_EVERY_MS) {
      resolvedAt = clock.now();
      for (const source of await newSources(followed, options, notices)) {
        followed.set(source.group, new FollowedGroup(source, options, notices));
        options.notice(`+ ${source.label} appeared; following it`);
      }
    }
    await clock.wait(POLL_INTERVAL_MS, reader.signal);
  }
}

function throwIfNoneCanBeFollowed(groups: readonly FollowedGroup[]): void {
  if (groups.every(({ refusal }) => refusal !== undefined)) throw groups[0]?.refusal;
}

async function newSources(
  followed: ReadonlyMap<string, FollowedGroup>,
  options: FollowOptions,
  notices: Notices,
): Promise<readonly LogSource[]> {
  try {
    const sources = (await options.resolve?.()) ?? [];
    return sources.filter(({ group }) => !followed.has(group));
  } catch (error) {
    // What is followed goes on; the next look may succeed.
    if (!isPassing(error)) notices.say('resolve', `looking for new log groups: ${describeFault(error)}`);
    return [];
  }
}
