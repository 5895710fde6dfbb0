import type { FollowedEvent, LogSource } from '../log-event.ts';
import { poll } from './follow.ts';
import type { FollowedGroup } from './followed-group.ts';
import { FollowedGroups, type FollowOptions } from './followed-groups.ts';
import { findLiveTailGroup, type LiveTailGroup } from './live-tail-group.ts';
import type { LogsContext } from './logs-context.ts';
import { PageQueue } from './page-queue.ts';
import { type LiveContext, ReconnectingLiveTail } from './reconnecting-live-tail.ts';
import { describeError, isRecoverable } from './service-errors.ts';

/** Log groups that a session may have; with a filter of log streams, one. */
const MOST_GROUPS = 10;
/** How often groups that have appeared are taken into a session. */
const LOOK_EVERY_MS = 1000;
/** A group that is not there is looked up again so often. */
const LOOK_UP_AGAIN_MS = 10_000;

/** Follows log groups with Live Tail: every event once, most of them within a second, until `logs.signal` aborts.
 *
 *  Live Tail alone is not complete: it samples, breaks off, and forgets what a slow reader leaves. So the groups are polled
 *  until a session has settled, whenever it left something out or is not there, and every half minute far back for what
 *  arrived late. A group for whose sake Live Tail refuses a session is polled all the time, which is said; the others stay
 *  live. Live Tail gives no event ids: events are the same if they say the same, as often as each side tells them.
 *  @throws the service's error when no log group can be followed, or when the credentials may not. */
export async function* liveTail(
  logs: LogsContext,
  sources: readonly LogSource[],
  options: FollowOptions,
): AsyncGenerator<readonly FollowedEvent[]> {
  const stop = new AbortController();
  const stoppable = { ...logs, signal: AbortSignal.any([logs.signal, stop.signal]) };
  const groups = new FollowedGroups(stoppable, sources, { ...options, byContent: true });
  // What there is comes first, in the order of time.
  yield* groups.sweep();
  const pages = new PageQueue<FollowedEvent>();
  const show = (events: readonly FollowedEvent[]) => pages.put(events);
  const polling = showAll(poll(groups), show);
  const telling = keepSessions({ logs: groups.logs, groups, selection: options.selection ?? {}, show });
  const working = Promise.all([polling, telling]).then(
    () => pages.end(),
    (error) => pages.end({ error }),
  );
  try {
    yield* pages;
  } finally {
    stop.abort();
    await Promise.allSettled([working, polling, telling]);
  }
}

async function showAll(pages: AsyncIterable<readonly FollowedEvent[]>, show: LiveContext['show']): Promise<void> {
  for await (const page of pages) await show(page);
}

/** Takes each log group into a session, those that appear as well. */
async function keepSessions(context: LiveContext): Promise<void> {
  const { clock, signal } = context.logs;
  const most = context.selection.streamPrefix === undefined ? MOST_GROUPS : 1;
  const lookUp = new LookUp(context);
  const chains: ReconnectingLiveTail[] = [];
  const running: Promise<void>[] = [];
  while (!signal.aborted) {
    const alone = context.groups.all.filter((group) => !chains.some((chain) => chain.has(group)));
    const found = await lookUp.members(alone);
    for (const chain of chains) chain.join(found.splice(0, chain.room));
    while (found.length > 0) {
      const chain = new ReconnectingLiveTail(context, found.splice(0, most), most);
      chains.push(chain);
      running.push(chain.run());
    }
    await clock.wait(LOOK_EVERY_MS, signal);
  }
  await Promise.all(running);
}

/** Finds the ARNs of log groups, as far as Live Tail can tell them. */
class LookUp {
  readonly #context: LiveContext;
  /** When a group that was not found may be looked up again. */
  readonly #notBefore = new Map<FollowedGroup, number>();

  constructor(context: LiveContext) {
    this.#context = context;
  }

  async members(groups: readonly FollowedGroup[]): Promise<LiveTailGroup[]> {
    const now = this.#context.logs.clock.now();
    const due = groups.filter((group) => now >= (this.#notBefore.get(group) ?? now));
    const found = await Promise.all(due.map((group) => this.#member(group)));
    return found.filter((member) => member !== undefined);
  }

  async #member(group: FollowedGroup): Promise<LiveTailGroup | undefined> {
    const { logs, groups } = this.#context;
    try {
      const member = await findLiveTailGroup(logs, group);
      if (typeof member === 'object') return member;
      // Polling says of a class that has no Live Tail that it cannot be followed at all.
      this.#rest(group, member === 'not there');
    } catch (error) {
      this.#rest(group, isRecoverable(error));
      if (!isRecoverable(error) && !logs.signal.aborted)
        groups.notices.say(
          'Live Tail look-up',
          `Live Tail: logs:DescribeLogGroups: ${describeError(error)}; polling instead`,
        );
    }
    return undefined;
  }

  #rest(group: FollowedGroup, isForNow: boolean): void {
    const pause = isForNow ? LOOK_UP_AGAIN_MS : Number.POSITIVE_INFINITY;
    this.#notBefore.set(group, this.#context.logs.clock.now() + pause);
  }
}
