import type { LogEvent, LogSource } from '../log-event.ts';
import type { Notices } from '../notices.ts';
import { EventIdentities } from './event-identity.ts';
import { GroupAvailability } from './group-availability.ts';
import type { LogsContext } from './logs-context.ts';
import { readPages, type Selection } from './read-pages.ts';
import { SeenEvents } from './seen-events.ts';

// core/sources/follow.ts explains near sweeps and far sweeps.
const NEAR_LOOK_BACK_MS = 15_000;
const FAR_LOOK_BACK_MS = 6 * 60_000;
const FAR_INTERVAL_MS = 30_000;
/** If far sweeps take long (many events, a small quota), the next far sweep waits at least this many times as long as the last one
 *  took. Otherwise there would be no time for near sweeps. */
const FAR_WAIT_RATIO = 4;
/** After the start of a Live Tail session or a gap in it, the group is polled for this time: an event can be read only some seconds
 *  after it arrived. */
const SESSION_GAP_POLL_MS = 15_000;

/** Which events of a log group to follow. */
export interface GroupFollowOptions {
  /** Earlier events are left out: epoch milliseconds. */
  readonly since: number;
  readonly selection?: Selection;
  /** Identifies events by their content, because Live Tail returns no event ids. @default false */
  readonly byContent?: boolean;
  /** The time between two far sweeps, in milliseconds. @default 30,000 */
  readonly farIntervalMs?: number;
}

/** Identifies a Live Tail session. Its events are counted separately from those of sweeps and of other sessions. */
export type LiveTailSession = object;

/** A log group that is followed: which of its events were shown, and where the next sweep starts. */
export class FollowedGroup {
  readonly source: LogSource;
  readonly #since: number;
  readonly #selection: Selection;
  readonly #byContent: boolean;
  readonly #notices: Notices;
  readonly #farIntervalMs: number;
  readonly #availability: GroupAvailability;
  readonly #seen = new SeenEvents();
  #deliveredBySweep: EventIdentities;
  /** The events of each open Live Tail session. */
  readonly #deliveredBySession = new Map<LiveTailSession, EventIdentities>();
  /** Until this time the sessions may have missed events, so near sweeps continue. */
  #pollUntil = Number.NEGATIVE_INFINITY;
  /** Where the next near sweep and the next far sweep start. All earlier events were read. */
  #nearFrom: number;
  #farFrom: number;
  /** Earlier events were removed from `#seen` because no sweep returns them any more. */
  #forgottenBefore = Number.NEGATIVE_INFINITY;
  /** Earlier events were removed from `#seen` because it was full, so it is unknown which of them were shown. */
  #droppedBefore = Number.NEGATIVE_INFINITY;
  #sweepStart = Number.NEGATIVE_INFINITY;
  #nearDone = Number.NEGATIVE_INFINITY;
  #farDone = Number.NEGATIVE_INFINITY;
  #farDurationMs = 0;
  #maxSeen = Number.POSITIVE_INFINITY;

  constructor(source: LogSource, options: GroupFollowOptions, notices: Notices) {
    const { since, selection = {}, byContent = false, farIntervalMs = FAR_INTERVAL_MS } = options;
    this.source = source;
    this.#since = since;
    this.#selection = selection;
    this.#byContent = byContent;
    this.#notices = notices;
    this.#farIntervalMs = farIntervalMs;
    this.#availability = new GroupAvailability(source, notices);
    this.#deliveredBySweep = new EventIdentities(byContent);
    this.#nearFrom = since;
    this.#farFrom = since;
  }

  /** Reads the events since the last sweep and those of its look-back. While a Live Tail session delivers events, only far sweeps
   *  read. A recoverable error ends the sweep, and a later one continues where it ended.
   *  @param maxSeen how many events may be remembered.
   *  @throws the error of the service when a retry cannot succeed. */
  async *sweep(logs: LogsContext, maxSeen: number): AsyncGenerator<readonly LogEvent[]> {
    const now = logs.clock.now();
    if (!this.#availability.canSweep(now)) return;
    const isFar = now - this.#farDone >= Math.max(this.#farIntervalMs, FAR_WAIT_RATIO * this.#farDurationMs);
    if (!isFar && this.#deliveredBySession.size > 0 && now >= this.#pollUntil) return;
    this.#sweepStart = now;
    this.#maxSeen = maxSeen;
    this.#deliveredBySweep = new EventIdentities(this.#byContent);
    const since = isFar ? this.#farFrom : this.#nearFrom;
    try {
      for await (const page of readPages(logs, { ...this.#selection, group: this.source.group, since })) {
        yield page;
        this.#readUpTo(page.at(-1)?.timestamp ?? since, isFar);
      }
    } catch (error) {
      if (!logs.signal.aborted) await this.#availability.recordFailure(error, now, logs);
      return;
    }
    this.#readUpTo(now, isFar);
    this.#nearDone = now;
    if (isFar) {
      this.#farDone = now;
      this.#farDurationMs = logs.clock.now() - now;
    }
    this.#availability.recordSuccess();
  }

  /** When the last complete sweep of each kind started: the events that had arrived by then were read. Epoch milliseconds. */
  get sweptAt(): { readonly near: number; readonly far: number } {
    return { near: this.#nearDone, far: this.#farDone };
  }

  /** Whether the log group does not exist yet. It is followed as soon as it exists. */
  get isMissing(): boolean {
    return this.#availability.isMissing;
  }

  /** Why the log group can never be followed; undefined while it can. */
  get refusal(): unknown {
    return this.#availability.refusal;
  }

  /** Registers an event of the current sweep, or of a Live Tail session. @returns whether the event is new. */
  addIfNew(event: LogEvent, session?: LiveTailSession): boolean {
    const reading = session === undefined ? this.#deliveredBySweep : this.#deliveredBySession.get(session);
    if (reading === undefined) return false;
    if (event.timestamp < Math.max(this.#since, this.#droppedBefore)) return false;
    const isNew = this.#seen.add(reading.identify(event), event.timestamp);
    if (this.#seen.size > this.#maxSeen) this.#dropOlderHalf();
    return isNew;
  }

  /** Called when a Live Tail session starts to deliver events. Sweeps find the earlier events. */
  sessionStarted(session: LiveTailSession, now: number): void {
    this.#deliveredBySession.set(session, new EventIdentities(this.#byContent));
    this.sessionMissedEvents(now);
  }

  /** Called when a session left out events. Sweeps find them. */
  sessionMissedEvents(now: number): void {
    this.#pollUntil = now + SESSION_GAP_POLL_MS;
  }

  /** Called when a session has ended. After the last session, sweeps find all events. */
  sessionEnded(session: LiveTailSession): void {
    this.#deliveredBySession.delete(session);
  }

  /** All events before `time` were read, so the next sweep starts later, also after an error. Its look-back finds events that
   *  arrive late. */
  #readUpTo(time: number, isFar: boolean): void {
    this.#nearFrom = Math.max(this.#nearFrom, Math.min(time, this.#sweepStart - NEAR_LOOK_BACK_MS));
    if (!isFar) return;
    this.#farFrom = Math.max(this.#farFrom, Math.min(time, this.#sweepStart - FAR_LOOK_BACK_MS));
    // When one session replaces another, both deliver the same events, and those may be older than the look-back.
    if (this.#farFrom - this.#forgottenBefore < this.#farIntervalMs || this.#deliveredBySession.size > 1) return;
    this.#forgottenBefore = this.#farFrom;
    this.#forgetBefore(this.#farFrom);
  }

  #forgetBefore(time: number): void {
    this.#seen.forgetBefore(time);
    for (const delivered of this.#deliveredBySession.values()) delivered.forgetBefore(time);
  }

  #dropOlderHalf(): void {
    const from = this.#seen.forgetOlderHalf();
    for (const delivered of this.#deliveredBySession.values()) delivered.forgetBefore(from);
    if (from > this.#sweepStart - FAR_LOOK_BACK_MS) {
      this.#notices.report(
        `${this.source.group}: room`,
        `${this.source.label}: more than ${this.#maxSeen} events within the look-back; events that arrive late may be left out`,
      );
    }
    this.#droppedBefore = Math.max(this.#droppedBefore, from);
    this.#nearFrom = Math.max(this.#nearFrom, from);
    this.#farFrom = Math.max(this.#farFrom, from);
  }
}
