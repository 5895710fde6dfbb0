import { type BackOff, backOffMs } from '../retry.ts';
import type { FollowedGroup } from './followed-group.ts';
import type { LiveTailContext } from './live-tail-context.ts';
import type { LiveTailGroup } from './live-tail-group.ts';
import { LiveTailMembers } from './live-tail-members.ts';
import { type LiveTailUpdate, startLiveTailSession } from './live-tail-session.ts';
import { describeError } from './service-errors.ts';

/** Sessions end after three hours. The next one starts before. */
const RENEW_AFTER_MS = (3 * 60 - 5) * 60_000;
/** When one session replaces another, both deliver events for this time. */
const OVERLAP_MS = 3000;
const BACK_OFF: BackOff = { firstMs: 1000, maxMs: 60_000 };
/** A session that lasted this long does not count as a failure when it ends. */
const STABLE_AFTER_MS = 60_000;

interface OpenSession {
  /** Ends the session. */
  readonly end: AbortController;
  /** Aborts when the session has ended for any reason. */
  readonly ended: AbortSignal;
  /** Resolves when all events of the session are delivered. */
  readonly done: Promise<void>;
  readonly startedAt: number;
}

/** Keeps a Live Tail session open for some log groups. Starts a new one before it expires, when log groups are added, and after it was
 *  interrupted. Polling finds the events that no session delivers. */
export class ReconnectingLiveTail {
  readonly #context: LiveTailContext;
  readonly #members: LiveTailMembers;
  #renew = new AbortController();

  /** @param maxGroups how many log groups a session may have. */
  constructor(context: LiveTailContext, members: readonly LiveTailGroup[], maxGroups: number) {
    this.#context = context;
    this.#members = new LiveTailMembers(context, members, maxGroups);
  }

  /** How many log groups can be added. */
  get room(): number {
    return this.#members.room;
  }

  /** Whether the group is in the session, or the service has refused it. */
  has(followed: FollowedGroup): boolean {
    return this.#members.has(followed);
  }

  add(members: readonly LiveTailGroup[]): void {
    if (members.length === 0) return;
    this.#members.add(members);
    this.#renew.abort();
  }

  /** Resolves when the signal of the context aborts, or the service has refused all log groups. */
  async run(): Promise<void> {
    const { clock, signal } = this.#context.logs;
    let current: OpenSession | undefined;
    let failures = 0;
    while (!signal.aborted && !this.#members.areAllRefused) {
      this.#renew = new AbortController();
      const next = await this.#start();
      if (next) {
        if (current) this.#endAfterOverlap(current);
        current = next;
        await clock.wait(RENEW_AFTER_MS, AbortSignal.any([signal, next.ended, this.#renew.signal]));
      }
      const wasStable = next && (!next.ended.aborted || clock.now() - next.startedAt >= STABLE_AFTER_MS);
      failures = wasStable ? 0 : failures + 1;
      if (!wasStable) await clock.wait(backOffMs(BACK_OFF, failures), AbortSignal.any([signal, this.#renew.signal]));
    }
    await current?.done;
  }

  /** @returns undefined when the service starts no session. The log groups are polled then. */
  async #start(): Promise<OpenSession | undefined> {
    const { logs, selection } = this.#context;
    const members = this.#members.all;
    if (members.length === 0) return undefined;
    const end = new AbortController();
    const signal = AbortSignal.any([logs.signal, end.signal]);
    try {
      const arns = members.map(({ arn }) => arn);
      const updates = await startLiveTailSession({ ...logs, signal }, arns, selection);
      this.#members.recordStart();
      const ended = new AbortController();
      const done = this.#deliver(updates, members, signal).finally(() => ended.abort());
      return { end, ended: ended.signal, done, startedAt: logs.clock.now() };
    } catch (error) {
      if (!logs.signal.aborted) await this.#members.recordFailure(error);
      return undefined;
    }
  }

  async #deliver(
    updates: AsyncIterable<LiveTailUpdate>,
    members: readonly LiveTailGroup[],
    signal: AbortSignal,
  ): Promise<void> {
    const { groups, logs, show } = this.#context;
    const session = {};
    for (const { followed } of members) followed.sessionStarted(session, logs.clock.now());
    try {
      for await (const { events, isSampled } of updates) {
        if (isSampled) this.#handleSampling(members);
        const unseen = groups.takeUnseen(events, session);
        if (unseen.length > 0) await show(unseen);
      }
      if (!signal.aborted) this.#report('the session ended; starting a new one, polling meanwhile');
    } catch (error) {
      const isExpired = (error as Error).name === 'SessionTimeoutException';
      if (!signal.aborted && !isExpired)
        this.#report(`the session was interrupted (${describeError(error)}); starting a new one, polling meanwhile`);
    } finally {
      for (const { followed } of members) followed.sessionEnded(session);
    }
  }

  #handleSampling(members: readonly LiveTailGroup[]): void {
    const { groups, logs } = this.#context;
    for (const { followed } of members) followed.sessionMissedEvents(logs.clock.now());
    groups.notices.report(
      'Live Tail samples',
      'Live Tail returns only a sample of more than 500 events per second; polling for the others',
    );
  }

  #endAfterOverlap(previous: OpenSession): void {
    void this.#context.logs.clock.wait(OVERLAP_MS, previous.ended).then(() => previous.end.abort());
  }

  #report(message: string): void {
    this.#context.groups.notices.report(`Live Tail ${message}`, `Live Tail: ${message}`);
  }
}
