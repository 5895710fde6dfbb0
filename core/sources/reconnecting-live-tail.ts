import { joinNames } from '../join-names.ts';
import type { FollowedEvent } from '../log-event.ts';
import { type BackOff, backOffMs } from '../retry.ts';
import { findRefusedGroups, mayConcernOneGroup } from './find-refused-groups.ts';
import type { FollowedGroup } from './followed-group.ts';
import type { FollowedGroups } from './followed-groups.ts';
import { findLiveTailGroup, type LiveTailGroup } from './live-tail-group.ts';
import { type LiveTailUpdate, startLiveTailSession, tryLiveTailSession } from './live-tail-session.ts';
import type { LogsContext } from './logs-context.ts';
import type { Selection } from './read-pages.ts';
import { describeError, isRecoverable } from './service-errors.ts';

/** Sessions end after three hours; the next one begins before. */
const RENEW_AFTER_MS = (3 * 60 - 5) * 60_000;
/** So long two sessions tell the same, when one takes over from the other. */
const OVERLAP_MS = 3000;
const BACK_OFF: BackOff = { firstMs: 1000, maxMs: 60_000 };
/** A session that lasted this long was a good one: what ended it may be over. */
const STEADY_MS = 60_000;

/** So many times in a row a log group that is there may be unknown to Live Tail: after a quarter of a minute it stays so. */
const SURELY_NOT_THERE = 5;

/** What the sessions of a follow share. */
export interface LiveContext {
  /** Its signal ends all of them. */
  readonly logs: LogsContext;
  readonly groups: FollowedGroups;
  readonly selection: Selection;
  /** Hands events on; resolves once they were taken. */
  show(events: readonly FollowedEvent[]): Promise<void>;
}

interface OpenSession {
  readonly end: AbortController;
  /** Aborts when it has ended, whyever. */
  readonly ended: AbortSignal;
  readonly done: Promise<void>;
  readonly beganAt: number;
}

/** Keeps a Live Tail session open over some log groups: renews it before it ends, and when groups join; starts it again when
 *  it breaks off. What it does not tell meanwhile, polling finds. */
export class ReconnectingLiveTail {
  readonly #context: LiveContext;
  readonly #most: number;
  #members: readonly LiveTailGroup[];
  #renew = new AbortController();
  /** Log groups for whose sake the service refuses sessions: they are polled. */
  readonly #refused = new Set<FollowedGroup>();
  /** How often the service has said, one time after another, that a log group is not there that is. */
  #notThere = 0;

  /** @param most log groups that a session may have. */
  constructor(context: LiveContext, members: readonly LiveTailGroup[], most: number) {
    this.#context = context;
    this.#members = members;
    this.#most = most;
  }

  /** How many log groups may still join. */
  get room(): number {
    return this.#isOver ? 0 : this.#most - this.#members.length;
  }

  /** Whether the service has refused sessions of all its log groups. */
  get #isOver(): boolean {
    return this.#members.length === 0 && this.#refused.size > 0;
  }

  has(group: FollowedGroup): boolean {
    return this.#refused.has(group) || this.#members.some((member) => member.group === group);
  }

  join(members: readonly LiveTailGroup[]): void {
    if (members.length === 0) return;
    this.#members = [...this.#members, ...members];
    this.#renew.abort();
  }

  /** Resolves when the signal of `logs` aborts, or the service has refused sessions for good. */
  async run(): Promise<void> {
    const { clock, signal } = this.#context.logs;
    let current: OpenSession | undefined;
    let failures = 0;
    while (!signal.aborted && !this.#isOver) {
      this.#renew = new AbortController();
      const next = await this.#start();
      if (next) {
        if (current) this.#takeOver(current);
        current = next;
        await clock.wait(RENEW_AFTER_MS, AbortSignal.any([signal, next.ended, this.#renew.signal]));
      }
      const wasGood = next && (!next.ended.aborted || clock.now() - next.beganAt >= STEADY_MS);
      failures = wasGood ? 0 : failures + 1;
      if (!wasGood) await clock.wait(backOffMs(BACK_OFF, failures), AbortSignal.any([signal, this.#renew.signal]));
    }
    await current?.done;
  }

  /** Gives nothing when the service answers with a fault: the log groups are polled then. */
  async #start(): Promise<OpenSession | undefined> {
    const { logs, selection } = this.#context;
    const members = this.#members;
    if (members.length === 0) return undefined;
    const end = new AbortController();
    const signal = AbortSignal.any([logs.signal, end.signal]);
    try {
      const arns = members.map(({ arn }) => arn);
      const updates = await startLiveTailSession({ ...logs, signal }, arns, selection);
      this.#notThere = 0;
      const ended = new AbortController();
      const done = this.#tell(updates, members, signal).finally(() => ended.abort());
      return { end, ended: ended.signal, done, beganAt: logs.clock.now() };
    } catch (error) {
      if (!logs.signal.aborted) await this.#fail(error);
      return undefined;
    }
  }

  async #tell(
    updates: AsyncIterable<LiveTailUpdate>,
    members: readonly LiveTailGroup[],
    signal: AbortSignal,
  ): Promise<void> {
    const { groups, logs, show } = this.#context;
    const session = {};
    for (const { group } of members) group.sessionBegan(session, logs.clock.now());
    try {
      for await (const { events, sampled } of updates) {
        if (sampled) this.#missed(members);
        const unseen = groups.admit(events, session);
        if (unseen.length > 0) await show(unseen);
      }
      if (!signal.aborted) this.#say('the session ended; starting it again, polling meanwhile');
    } catch (error) {
      const isItsTime = (error as Error).name === 'SessionTimeoutException';
      if (!signal.aborted && !isItsTime)
        this.#say(`the session broke off (${describeError(error)}); starting it again, polling meanwhile`);
    } finally {
      for (const { group } of members) group.sessionEnded(session);
    }
  }

  #missed(members: readonly LiveTailGroup[]): void {
    const { groups, logs } = this.#context;
    for (const { group } of members) group.sessionMissed(logs.clock.now());
    groups.notices.say(
      'Live Tail samples',
      'Live Tail shows a sample of more than 500 events a second; polling for the others',
    );
  }

  #takeOver(last: OpenSession): void {
    void this.#context.logs.clock.wait(OVERLAP_MS, last.ended).then(() => last.end.abort());
  }

  async #fail(error: unknown): Promise<void> {
    if ((error as Error).name === 'ResourceNotFoundException') {
      this.#notThere = (await this.#leaveOutWhatIsGone()) ? 0 : this.#notThere + 1;
      if (this.#notThere < SURELY_NOT_THERE || this.#members.length < 2) return;
    }
    if (this.#members.length > 1 && mayConcernOneGroup(error)) {
      await this.#leaveOutRefused(error);
    } else if (canStartLater(error)) {
      this.#say(`${describeError(error)}; polling until a session starts`);
    } else {
      this.#refuse(this.#members, error);
    }
  }

  /** @returns whether there was any. */
  async #leaveOutWhatIsGone(): Promise<boolean> {
    const { logs } = this.#context;
    const before = this.#members.length;
    try {
      const found = await Promise.all(this.#members.map(({ group }) => findLiveTailGroup(logs, group)));
      this.#members = found.filter((member) => typeof member === 'object');
    } catch {
      // The next start meets the same fault, and asks again.
    }
    return this.#members.length < before;
  }

  async #leaveOutRefused(error: unknown): Promise<void> {
    const { logs, selection } = this.#context;
    const arnsOf = (members: readonly LiveTailGroup[]) => members.map(({ arn }) => arn);
    try {
      const start = (some: readonly LiveTailGroup[]) => tryLiveTailSession(logs, arnsOf(some), selection);
      this.#refuse(await findRefusedGroups(this.#members, error, start), error);
    } catch (failure) {
      if (!logs.signal.aborted) await this.#fail(failure);
    }
  }

  /** These are polled for good; the others go on. */
  #refuse(refused: readonly LiveTailGroup[], error: unknown): void {
    const { groups } = this.#context;
    for (const { group } of refused) this.#refused.add(group);
    this.#members = this.#members.filter((member) => !refused.includes(member));
    const isAll = refused.length === groups.all.length;
    const whom = isAll ? '' : ` for ${joinNames(refused.map(({ group }) => group.source.label))}`;
    this.#say(`refused${whom}: ${describeError(error)}; polling ${isAll ? 'instead' : 'there instead'}`);
  }

  #say(message: string): void {
    this.#context.groups.notices.say(`Live Tail ${message}`, `Live Tail: ${message}`);
  }
}

/** Whether the service may start a session later on, though nobody changes a permission or a log group. */
function canStartLater(error: unknown): boolean {
  const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
  // What other implementations of the service answer to an operation that they do not have.
  if ($metadata?.httpStatusCode === 501) return false;
  return isRecoverable(error) || name === 'LimitExceededException' || name === 'AbortError';
}
