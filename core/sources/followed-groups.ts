import { joinNames } from '../join-names.ts';
import type { FollowedEvent, LogEvent, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import { Notices } from '../notices.ts';
import { FollowedGroup, type Following, type LiveTailSession } from './followed-group.ts';
import type { LogsContext } from './logs-context.ts';
import { describeError, isRecoverable } from './service-errors.ts';
import { ThrottleNotices } from './throttle-notices.ts';

/** How often the targets are looked up again, for groups that are new. */
const RESOLVE_EVERY_MS = 30_000;
/** Events that are remembered over all groups, at 24 to 48 bytes each; twice that where Live Tail tells them too. */
const MAX_SEEN_EVENTS = 2_000_000;

export interface FollowOptions extends Following {
  /** Told when something was delayed, given up or appeared: one line, without a newline. */
  notice(message: string): void;
  /** Looks the targets up again; without it the log groups stay those of the start. */
  resolve?(): Promise<readonly LogSource[]>;
  /** How many events are remembered over all groups; beyond, the look-back gets shorter, and that is said. @default 2,000,000 */
  readonly maxSeenEvents?: number;
}

/** The log groups that are followed, and how far their events were shown. */
export class FollowedGroups {
  /** Says when its calls are throttled. */
  readonly logs: LogsContext;
  readonly #options: FollowOptions;
  readonly #groups: Map<string, FollowedGroup>;
  readonly notices: Notices;
  readonly #throttles: ThrottleNotices;
  /** Of which it was said that they are not there yet. */
  readonly #awaited = new Set<FollowedGroup>();
  #resolvedAt: number;
  #newestShown = Number.NEGATIVE_INFINITY;

  constructor(logs: LogsContext, sources: readonly LogSource[], options: FollowOptions) {
    this.#options = options;
    this.notices = new Notices((message) => options.notice(message), logs.clock);
    const throttles = new ThrottleNotices(logs.budget, this.notices);
    this.#throttles = throttles;
    this.logs = {
      ...logs,
      onThrottle: () => {
        logs.onThrottle?.();
        throttles.throttled();
      },
    };
    this.#groups = new Map(sources.map((source) => [source.group, this.#followed(source)]));
    this.#resolvedAt = logs.clock.now();
  }

  /** One look at all groups: the events that were not shown before, merged by time. */
  async *sweep(): AsyncGenerator<readonly FollowedEvent[]> {
    const maxSeen = Math.floor((this.#options.maxSeenEvents ?? MAX_SEEN_EVENTS) / this.#groups.size);
    let newest = this.#newestShown;
    for await (const page of merge(this.all.map((group) => group.sweep(this.logs, maxSeen)))) {
      const unseen = this.#unseen(page);
      newest = this.#newestOf(unseen, newest);
      if (unseen.length > 0) yield unseen;
    }
    // The live events that were shown meanwhile may be newer.
    this.#newestShown = Math.max(this.#newestShown, newest);
    this.#throttles.look();
    this.#sayAwaited();
  }

  /** The events that a Live Tail session told, less those that were shown before, in the order of time. */
  admit(events: readonly LogEvent[], session: LiveTailSession): readonly FollowedEvent[] {
    const unseen = this.#unseen(
      events.toSorted((a, b) => a.timestamp - b.timestamp),
      session,
    );
    this.#newestShown = this.#newestOf(unseen, this.#newestShown);
    return unseen;
  }

  /** Looks the targets up again, once in a while, and follows those that are new. */
  async lookForNew(): Promise<void> {
    const { clock } = this.logs;
    if (!this.#options.resolve || clock.now() - this.#resolvedAt < RESOLVE_EVERY_MS) return;
    this.#resolvedAt = clock.now();
    try {
      for (const source of await this.#options.resolve()) {
        if (this.#groups.has(source.group)) continue;
        this.#groups.set(source.group, this.#followed(source));
        this.#options.notice(`+ ${source.label} appeared; following it`);
      }
    } catch (error) {
      // What is followed goes on; the next look may succeed.
      if (!isRecoverable(error)) this.notices.say('resolve', `looking for new log groups: ${describeError(error)}`);
    }
  }

  get all(): readonly FollowedGroup[] {
    return [...this.#groups.values()];
  }

  /** @throws the service's error when no log group can be followed. */
  throwIfNoneCanBeFollowed(): void {
    const { all } = this;
    if (all.every(({ refusal }) => refusal !== undefined)) throw all[0]?.refusal;
  }

  /** Says once of each group that it is not there yet; of all that are found out together, in one line. */
  #sayAwaited(): void {
    const unsaid = this.all.filter((group) => group.isAwaited && !this.#awaited.has(group));
    if (unsaid.length === 0) return;
    for (const group of unsaid) this.#awaited.add(group);
    const labels = joinNames(unsaid.map(({ source }) => source.label));
    this.#options.notice(`${labels}: no log group yet; followed from the first event on`);
  }

  #followed(source: LogSource): FollowedGroup {
    return new FollowedGroup(source, this.#options, this.notices);
  }

  #unseen(events: readonly LogEvent[], session?: LiveTailSession): FollowedEvent[] {
    return events
      .filter((event) => this.#groups.get(event.group)?.admit(event, session))
      .map((event) => (event.timestamp < this.#newestShown ? { ...event, late: true } : event));
  }

  /** A clock in the future makes nothing else late. */
  #newestOf(events: readonly LogEvent[], newest: number): number {
    const now = this.logs.clock.now();
    return events.reduce((time, event) => Math.max(time, Math.min(event.timestamp, now)), newest);
  }
}
