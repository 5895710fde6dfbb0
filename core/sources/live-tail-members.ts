import { joinNames } from '../join-names.ts';
import { findRefusedGroups, mayConcernOneGroup } from './find-refused-groups.ts';
import type { FollowedGroup } from './followed-group.ts';
import type { LiveTailContext } from './live-tail-context.ts';
import { findLiveTailGroup, type LiveTailGroup } from './live-tail-group.ts';
import { tryLiveTailSession } from './live-tail-session.ts';
import { describeError, isRecoverable } from './service-errors.ts';

/** After this many errors in a row about a missing log group although all groups exist (about 15 seconds), one of the groups is
 *  probably unknown to Live Tail. It is searched for. */
const MAX_NOT_FOUND_ERRORS = 5;

/** The log groups of a Live Tail session. When the service refuses a session, the groups that cause this are removed. They are only
 *  polled. */
export class LiveTailMembers {
  readonly #context: LiveTailContext;
  readonly #maxGroups: number;
  #members: readonly LiveTailGroup[];
  readonly #refused = new Set<FollowedGroup>();
  /** How many times in a row the service reported a missing log group although all exist. */
  #notFoundErrors = 0;

  /** @param maxGroups how many log groups a session may have. */
  constructor(context: LiveTailContext, members: readonly LiveTailGroup[], maxGroups: number) {
    this.#context = context;
    this.#members = members;
    this.#maxGroups = maxGroups;
  }

  get all(): readonly LiveTailGroup[] {
    return this.#members;
  }

  /** How many log groups can be added. */
  get room(): number {
    return this.areAllRefused ? 0 : this.#maxGroups - this.#members.length;
  }

  /** Whether the service has refused all its log groups. */
  get areAllRefused(): boolean {
    return this.#members.length === 0 && this.#refused.size > 0;
  }

  /** Whether the group is a member, or was refused. */
  has(followed: FollowedGroup): boolean {
    return this.#refused.has(followed) || this.#members.some((member) => member.followed === followed);
  }

  add(members: readonly LiveTailGroup[]): void {
    this.#members = [...this.#members, ...members];
  }

  /** Called when a session of all members has started. */
  recordStart(): void {
    this.#notFoundErrors = 0;
  }

  /** Called when a session of all members could not start. Removes the groups that cause this, unless a later start may succeed. */
  async recordFailure(error: unknown): Promise<void> {
    if ((error as Error).name === 'ResourceNotFoundException') {
      this.#notFoundErrors = (await this.#removeMissing()) ? 0 : this.#notFoundErrors + 1;
      if (this.#notFoundErrors < MAX_NOT_FOUND_ERRORS || this.#members.length < 2) return;
    }
    if (this.#members.length > 1 && mayConcernOneGroup(error)) {
      await this.#removeRefused(error);
    } else if (mayStartLater(error)) {
      this.#report(`${describeError(error)}; polling until a session starts`);
    } else {
      this.#refuse(this.#members, error);
    }
  }

  /** @returns whether a log group was missing. */
  async #removeMissing(): Promise<boolean> {
    const { logs } = this.#context;
    const before = this.#members.length;
    try {
      const found = await Promise.all(this.#members.map(({ followed }) => findLiveTailGroup(logs, followed)));
      this.#members = found.filter((member) => typeof member === 'object');
    } catch {
      // The next start fails again, and repeats the look-up.
    }
    return this.#members.length < before;
  }

  async #removeRefused(error: unknown): Promise<void> {
    const { logs, selection } = this.#context;
    const arnsOf = (members: readonly LiveTailGroup[]) => members.map(({ arn }) => arn);
    try {
      const start = (some: readonly LiveTailGroup[]) => tryLiveTailSession(logs, arnsOf(some), selection);
      this.#refuse(await findRefusedGroups(this.#members, error, start), error);
    } catch (failure) {
      if (!logs.signal.aborted) await this.recordFailure(failure);
    }
  }

  #refuse(refused: readonly LiveTailGroup[], error: unknown): void {
    const { groups } = this.#context;
    for (const { followed } of refused) this.#refused.add(followed);
    this.#members = this.#members.filter((member) => !refused.includes(member));
    const isAll = refused.length === groups.all.length;
    const names = isAll ? '' : ` for ${joinNames(refused.map(({ followed }) => followed.source.label))}`;
    this.#report(`refused${names}: ${describeError(error)}; polling instead`);
  }

  #report(message: string): void {
    this.#context.groups.notices.report(`Live Tail ${message}`, `Live Tail: ${message}`);
  }
}

/** Whether the service may start the same session later, without a change of a permission or a log group. */
function mayStartLater(error: unknown): boolean {
  const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
  // Other implementations of the service respond with 501 to operations that they do not support.
  if ($metadata?.httpStatusCode === 501) return false;
  return isRecoverable(error) || name === 'LimitExceededException' || name === 'AbortError';
}
