import { joinNames } from '../join-names.ts';
import type { FollowedEvent, LogEvent, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import { Notices } from '../notices.ts';
import { FollowedGroup, type GroupFollowOptions, type LiveTailSession } from './followed-group.ts';
import type { LogsContext } from './logs-context.ts';
import { describeError, isRecoverable } from './service-errors.ts';
import { ThrottleNotices } from './throttle-notices.ts';

/** How often the targets are resolved again, to find new log groups. */
const RESOLVE_INTERVAL_MS = 30_000;
/** The maximum number of events that are remembered over all log groups, at 24 to 48 bytes each, or twice that with Live Tail. */
const MAX_SEEN_EVENTS = 2_000_000;

/** The options of `follow` and `liveTail`. */
export interface FollowOptions extends GroupFollowOptions {
  /** Called with a line without a newline when events are delayed, a group is left out, or a new group appears. */
  notice(message: string): void;
  /** Resolves the targets again. @default only the log groups of the start are followed */
  resolve?(): Promise<readonly LogSource[]>;
  /** How many events to remember over all log groups. With more events the look-back gets shorter, which is reported.
   *  @default 2,000,000 */
  readonly maxSeenEvents?: number;
}

/** All log groups that are followed. */
export class FollowedGroups {
  /** The given context; it also reports throttles. */
  readonly logs: LogsContext;
  readonly notices: Notices;
  readonly #options: FollowOptions;
  readonly #groups: Map<string, FollowedGroup>;
  readonly #throttles: ThrottleNotices;
  readonly #reportedMissing = new Set<FollowedGroup>();
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
        throttles.reportThrottle();
      },
    };
    this.#groups = new Map(sources.map((source) => [source.group, this.#follow(source)]));
    this.#resolvedAt = logs.clock.now();
  }

  /** Sweeps all groups once. Yields the events that were not shown before, merged by time. */
  async *sweep(): AsyncGenerator<readonly FollowedEvent[]> {
    const maxSeen = Math.floor((this.#options.maxSeenEvents ?? MAX_SEEN_EVENTS) / this.#groups.size);
    let newest = this.#newestShown;
    for await (const page of merge(this.all.map((followed) => followed.sweep(this.logs, maxSeen)))) {
      const unseen = this.#unseen(page);
      newest = this.#newestOf(unseen, newest);
      if (unseen.length > 0) yield unseen;
    }
    // Meanwhile, a Live Tail session may have delivered newer events.
    this.#newestShown = Math.max(this.#newestShown, newest);
    this.#throttles.checkRecovery();
    this.#reportMissing();
  }

  /** @returns the events of a Live Tail session that were not shown before, sorted by time. */
  takeUnseen(events: readonly LogEvent[], session: LiveTailSession): readonly FollowedEvent[] {
    const unseen = this.#unseen(
      events.toSorted((a, b) => a.timestamp - b.timestamp),
      session,
    );
    this.#newestShown = this.#newestOf(unseen, this.#newestShown);
    return unseen;
  }

  /** Resolves the targets again if it is time to, and follows the new log groups. */
  async addNewGroups(): Promise<void> {
    const { clock } = this.logs;
    if (!this.#options.resolve || clock.now() - this.#resolvedAt < RESOLVE_INTERVAL_MS) return;
    this.#resolvedAt = clock.now();
    try {
      for (const source of await this.#options.resolve()) {
        if (this.#groups.has(source.group)) continue;
        this.#groups.set(source.group, this.#follow(source));
        this.#options.notice(`+ ${source.label} appeared; following it`);
      }
    } catch (error) {
      // The known groups are still followed, and the next attempt may succeed.
      if (!isRecoverable(error)) this.notices.report('resolve', `looking for new log groups: ${describeError(error)}`);
    }
  }

  get all(): readonly FollowedGroup[] {
    return [...this.#groups.values()];
  }

  /** @throws the error of the service when no log group can be followed. */
  throwIfAllRefused(): void {
    const { all } = this;
    if (all.every(({ refusal }) => refusal !== undefined)) throw all[0]?.refusal;
  }

  /** Reports each missing group once; those of one sweep in one notice. */
  #reportMissing(): void {
    const missing = this.all.filter((followed) => followed.isMissing && !this.#reportedMissing.has(followed));
    if (missing.length === 0) return;
    for (const followed of missing) this.#reportedMissing.add(followed);
    const labels = joinNames(missing.map(({ source }) => source.label));
    this.#options.notice(`${labels}: no log group yet; following from the first event on`);
  }

  #follow(source: LogSource): FollowedGroup {
    return new FollowedGroup(source, this.#options, this.notices);
  }

  #unseen(events: readonly LogEvent[], session?: LiveTailSession): FollowedEvent[] {
    return events
      .filter((event) => this.#groups.get(event.group)?.addIfNew(event, session))
      .map((event) => (event.timestamp < this.#newestShown ? { ...event, late: true } : event));
  }

  /** Timestamps in the future do not count: they would make all other events late. */
  #newestOf(events: readonly LogEvent[], newest: number): number {
    const now = this.logs.clock.now();
    return events.reduce((time, event) => Math.max(time, Math.min(event.timestamp, now)), newest);
  }
}
