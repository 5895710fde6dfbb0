import type { FollowedEvent, LogSource } from '../log-event.ts';
import { poll } from './follow.ts';
import type { FollowedGroup } from './followed-group.ts';
import { FollowedGroups, type FollowOptions } from './followed-groups.ts';
import type { LiveTailContext } from './live-tail-context.ts';
import { findLiveTailGroup, type LiveTailGroup } from './live-tail-group.ts';
import type { LogsContext } from './logs-context.ts';
import { PageQueue } from './page-queue.ts';
import { ReconnectingLiveTail } from './reconnecting-live-tail.ts';
import { describeError, isRecoverable } from './service-errors.ts';

/** How many log groups a session may have; with a stream prefix, only one. */
const MAX_GROUPS = 10;
/** How often new log groups are added to a session. */
const ADD_INTERVAL_MS = 1000;
/** How often a missing log group is looked up again. */
const LOOK_UP_INTERVAL_MS = 10_000;

/** Follows log groups with Live Tail, until `logs.signal` aborts. Every event is yielded once, most of them within a second.
 *
 *  Live Tail is not complete: it samples, gets interrupted, and drops events when a reader is slow. Therefore the groups are also
 *  polled. Near sweeps run for some seconds after a session started or left out events, and while no session is open; far sweeps
 *  always run. A group that Live Tail refuses is only polled, which is reported. Live Tail returns no event ids, so events are
 *  identified by their content and their count.
 *  @throws the error of the service when no log group can be followed, or permissions are missing. */
export async function* liveTail(
  logs: LogsContext,
  sources: readonly LogSource[],
  options: FollowOptions,
): AsyncGenerator<readonly FollowedEvent[]> {
  const stop = new AbortController();
  const stoppable = { ...logs, signal: AbortSignal.any([logs.signal, stop.signal]) };
  const groups = new FollowedGroups(stoppable, sources, { ...options, byContent: true });
  // Existing events come first, sorted by time.
  yield* groups.sweep();
  const pages = new PageQueue<FollowedEvent>();
  const show = (events: readonly FollowedEvent[]) => pages.put(events);
  const polling = showAll(poll(groups), show);
  const sessions = runSessions({ logs: groups.logs, groups, selection: options.selection ?? {}, show });
  const working = Promise.all([polling, sessions]).then(
    () => pages.end(),
    (error) => pages.end({ error }),
  );
  try {
    yield* pages;
  } finally {
    stop.abort();
    await Promise.allSettled([working, polling, sessions]);
  }
}

async function showAll(pages: AsyncIterable<readonly FollowedEvent[]>, show: LiveTailContext['show']): Promise<void> {
  for await (const page of pages) await show(page);
}

/** Puts each log group into a session, including those that appear later. */
async function runSessions(context: LiveTailContext): Promise<void> {
  const { clock, signal } = context.logs;
  const maxGroups = context.selection.streamPrefix === undefined ? MAX_GROUPS : 1;
  const lookUp = new GroupLookUp(context);
  const liveTails: ReconnectingLiveTail[] = [];
  const running: Promise<void>[] = [];
  while (!signal.aborted) {
    const unassigned = context.groups.all.filter((followed) => !liveTails.some((liveTail) => liveTail.has(followed)));
    const found = await lookUp.find(unassigned);
    for (const liveTail of liveTails) liveTail.add(found.splice(0, liveTail.room));
    while (found.length > 0) {
      const liveTail = new ReconnectingLiveTail(context, found.splice(0, maxGroups), maxGroups);
      liveTails.push(liveTail);
      running.push(liveTail.run());
    }
    await clock.wait(ADD_INTERVAL_MS, signal);
  }
  await Promise.all(running);
}

/** Finds the ARNs of log groups that Live Tail supports. */
class GroupLookUp {
  readonly #context: LiveTailContext;
  /** When a group that was not found is looked up again: epoch milliseconds. */
  readonly #nextLookUp = new Map<FollowedGroup, number>();

  constructor(context: LiveTailContext) {
    this.#context = context;
  }

  async find(groups: readonly FollowedGroup[]): Promise<LiveTailGroup[]> {
    const now = this.#context.logs.clock.now();
    const due = groups.filter((followed) => now >= (this.#nextLookUp.get(followed) ?? now));
    const found = await Promise.all(due.map((followed) => this.#findOne(followed)));
    return found.filter((member) => member !== undefined);
  }

  async #findOne(followed: FollowedGroup): Promise<LiveTailGroup | undefined> {
    const { logs, groups } = this.#context;
    try {
      const member = await findLiveTailGroup(logs, followed);
      if (typeof member === 'object') return member;
      // Polling reports an unsupported class, because it cannot read such a group either.
      this.#postpone(followed, member === 'missing');
    } catch (error) {
      this.#postpone(followed, isRecoverable(error));
      if (!isRecoverable(error) && !logs.signal.aborted)
        groups.notices.report(
          'Live Tail look-up',
          `Live Tail: logs:DescribeLogGroups: ${describeError(error)}; polling instead`,
        );
    }
    return undefined;
  }

  #postpone(followed: FollowedGroup, isTemporary: boolean): void {
    const delay = isTemporary ? LOOK_UP_INTERVAL_MS : Number.POSITIVE_INFINITY;
    this.#nextLookUp.set(followed, this.#context.logs.clock.now() + delay);
  }
}
