import type { LogEvent, LogSource } from '../log-event.ts';
import type { Notices } from '../notices.ts';
import { type BackOff, backOffMs } from '../retry.ts';
import { EventIdentities } from './event-identity.ts';
import { isRefusedForClass } from './log-class.ts';
import type { LogsContext } from './logs-context.ts';
import { readPages, type Selection } from './read-pages.ts';
import { SeenEvents } from './seen-events.ts';
import { describeError, isRecoverable } from './service-errors.ts';

/** How far a sweep looks back behind the one before it. Most events arrive within seconds of their timestamp. */
const NEAR_LOOK_BACK_MS = 15_000;
/** Once in a while a sweep looks back further, for what arrived late. */
const FAR_LOOK_BACK_MS = 6 * 60_000;
const FAR_EVERY_MS = 30_000;
/** Where a look further back takes long, for a flood of events or a small quota, this many times as long belongs to the newest. */
const FAR_REST = 4;
/** So long after Live Tail began, or left something out, the group is polled too: events are not all there to read at once. */
const SETTLE_MS = 15_000;
const BACK_OFF: BackOff = { firstMs: 1000, maxMs: 10_000 };

/** What is followed of a log group. */
export interface Following {
  /** Events before this time are not shown; epoch milliseconds. */
  readonly since: number;
  readonly selection?: Selection;
  /** Tells events apart by what they say, since Live Tail gives no ids. @default false */
  readonly byContent?: boolean;
  /** How often a sweep looks back further, for what arrived late: milliseconds. @default 30,000 */
  readonly farEveryMs?: number;
}

/** Stands for a Live Tail session: what it tells is counted apart from what others tell. */
export type LiveTailSession = object;

/** One log group that is followed: what was read of it, and which of its events were shown. */
export class FollowedGroup {
  readonly source: LogSource;
  readonly #since: number;
  readonly #selection: Selection;
  readonly #byContent: boolean;
  readonly #notices: Notices;
  readonly #farEveryMs: number;
  readonly #seen = new SeenEvents();
  #swept: EventIdentities;
  /** What each Live Tail session told that is open. */
  readonly #told = new Map<LiveTailSession, EventIdentities>();
  /** Until this time the sessions may have missed something. */
  #unsettledUntil = Number.NEGATIVE_INFINITY;
  /** From when on the next sweep of each kind has to look; what is older was read, late ones too. */
  #nearFrom: number;
  #farFrom: number;
  /** Events before this time are forgotten. */
  #forgottenBefore = Number.NEGATIVE_INFINITY;
  /** Events before this time were forgotten too soon, for want of room: nothing says which of them were shown. */
  #givenUpBefore = Number.NEGATIVE_INFINITY;
  #sweepStart = Number.NEGATIVE_INFINITY;
  #nearDone = Number.NEGATIVE_INFINITY;
  #farDone = Number.NEGATIVE_INFINITY;
  #farTookMs = 0;
  #maxSeen = Number.POSITIVE_INFINITY;
  #failures = 0;
  #restUntil = 0;
  #faultWasSaid = false;
  /** The group was not there from the first look on, and may come: a function that never ran has none. */
  #isAwaited = false;
  /** Why this group can never be followed; undefined while it can. */
  refusal: unknown;

  constructor(source: LogSource, following: Following, notices: Notices) {
    const { since, selection = {}, byContent = false, farEveryMs = FAR_EVERY_MS } = following;
    this.source = source;
    this.#since = since;
    this.#selection = selection;
    this.#byContent = byContent;
    this.#notices = notices;
    this.#swept = new EventIdentities(byContent);
    this.#farEveryMs = farEveryMs;
    this.#nearFrom = since;
    this.#farFrom = since;
  }

  /** One look at the group; none while Live Tail tells what comes, but for the far look. A fault that passes ends the sweep,
   *  and the next one goes on where it was.
   *  @param maxSeen how many events may be remembered.
   *  @throws the service's error when waiting mends nothing: an unknown filter pattern, credentials that may not. */
  async *sweep(logs: LogsContext, maxSeen: number): AsyncGenerator<readonly LogEvent[]> {
    const now = logs.clock.now();
    if (now < this.#restUntil || this.refusal !== undefined) return;
    const isFar = now - this.#farDone >= Math.max(this.#farEveryMs, FAR_REST * this.#farTookMs);
    if (!isFar && this.#told.size > 0 && now >= this.#unsettledUntil) return;
    this.#sweepStart = now;
    this.#maxSeen = maxSeen;
    this.#swept = new EventIdentities(this.#byContent);
    const since = isFar ? this.#farFrom : this.#nearFrom;
    try {
      for await (const page of readPages(logs, { ...this.#selection, group: this.source.group, since })) {
        yield page;
        this.#readUpTo(page.at(-1)?.timestamp ?? since, isFar);
      }
    } catch (error) {
      if (logs.signal.aborted) return;
      await this.#fail(error, logs);
      return;
    }
    this.#readUpTo(now, isFar);
    this.#nearDone = now;
    if (isFar) {
      this.#farDone = now;
      this.#farTookMs = logs.clock.now() - now;
    }
    this.#answered();
  }

  /** When the last whole sweep of each kind began: what had arrived by then was handed out. Epoch milliseconds. */
  get sweptAt(): { readonly near: number; readonly far: number } {
    return { near: this.#nearDone, far: this.#farDone };
  }

  /** Whether the group was never there, and is followed once it is. */
  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  /** Takes an event of the sweep in, or of a session; false when it was there before. */
  admit(event: LogEvent, session?: LiveTailSession): boolean {
    const reading = session === undefined ? this.#swept : this.#told.get(session);
    if (reading === undefined) return false;
    if (event.timestamp < Math.max(this.#since, this.#givenUpBefore)) return false;
    const isNew = this.#seen.add(reading.of(event), event.timestamp);
    if (this.#seen.size > this.#maxSeen) this.#makeRoom();
    return isNew;
  }

  /** A Live Tail session begins to tell what comes; what came before it is polled. */
  sessionBegan(session: LiveTailSession, now: number): void {
    this.#told.set(session, new EventIdentities(this.#byContent));
    this.sessionMissed(now);
  }

  /** A session left something out: it is polled. */
  sessionMissed(now: number): void {
    this.#unsettledUntil = now + SETTLE_MS;
  }

  /** Without another session, the group is polled. */
  sessionEnded(session: LiveTailSession): void {
    this.#told.delete(session);
  }

  /** This sweep has handed out everything before `time` that had arrived when it began. What arrives later is found in the
   *  look-back, so that neither a fault in the middle nor a long history makes it read the same again. */
  #readUpTo(time: number, isFar: boolean): void {
    this.#nearFrom = Math.max(this.#nearFrom, Math.min(time, this.#sweepStart - NEAR_LOOK_BACK_MS));
    if (!isFar) return;
    this.#farFrom = Math.max(this.#farFrom, Math.min(time, this.#sweepStart - FAR_LOOK_BACK_MS));
    // While one session takes over from another, both tell the same events, however old these are.
    if (this.#farFrom - this.#forgottenBefore < this.#farEveryMs || this.#told.size > 1) return;
    this.#forgottenBefore = this.#farFrom;
    this.#seen.forgetBefore(this.#farFrom);
    for (const told of this.#told.values()) told.forgetBefore(this.#farFrom);
  }

  #makeRoom(): void {
    const from = this.#seen.forgetOlderHalf();
    for (const told of this.#told.values()) told.forgetBefore(from);
    // What is older than the look-back is not missed.
    if (from > this.#sweepStart - FAR_LOOK_BACK_MS) {
      this.#notices.say(
        `${this.source.group}: room`,
        `${this.source.label}: more than ${this.#maxSeen} events within the look-back; what arrives late may not be shown`,
      );
    }
    this.#givenUpBefore = Math.max(this.#givenUpBefore, from);
    this.#nearFrom = Math.max(this.#nearFrom, from);
    this.#farFrom = Math.max(this.#farFrom, from);
  }

  async #fail(error: unknown, logs: LogsContext): Promise<void> {
    const { group, label } = this.source;
    if (!isRecoverable(error)) {
      if (!(await isRefusedForClass(logs, group, error))) throw error;
      this.refusal = error;
      this.#notices.say(group, `${label}: a log group of the Infrequent Access class cannot be followed; left out`);
      return;
    }
    const wasNeverRead = this.#nearDone === Number.NEGATIVE_INFINITY;
    if (wasNeverRead && !this.source.isNamed && (error as Error).name === 'ResourceNotFoundException') {
      this.#isAwaited = true;
    } else if (this.#failures === 0) {
      this.#faultWasSaid = this.#notices.say(group, `${group}: ${describeError(error)}; trying again until it answers`);
    }
    this.#failures += 1;
    this.#restUntil = this.#sweepStart + backOffMs(BACK_OFF, this.#failures);
  }

  #answered(): void {
    const { group, label } = this.source;
    if (this.#isAwaited) this.#notices.sayOver(`+ ${label} appeared; following it`);
    else if (this.#failures > 0 && this.#faultWasSaid)
      this.#notices.sayOver(`${group}: answers again; nothing was lost`);
    this.#isAwaited = false;
    this.#faultWasSaid = false;
    this.#failures = 0;
  }
}
