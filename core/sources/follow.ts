import type { FollowedEvent, LogSource } from '../log-event.ts';
import { FollowedGroups, type FollowOptions } from './followed-groups.ts';
import type { LogsContext } from './logs-context.ts';

/** From the end of one round over all groups to the start of the next. */
const POLL_INTERVAL_MS = 500;

/** Follows log groups by polling: every event once, whenever it arrives, until `logs.signal` aborts.
 *
 *  Each sweep looks back behind the start of the sweep before it, so that events that arrive late, in the same millisecond
 *  or out of order are found; those that were shown already are known by their ids. The clock, never an event's timestamp,
 *  moves the window, so a producer with a clock in the future cannot push it past what is still to come.
 *  @throws the service's error when no log group can be followed, or when the credentials may not. */
export function follow(
  logs: LogsContext,
  sources: readonly LogSource[],
  options: FollowOptions,
): AsyncGenerator<readonly FollowedEvent[]> {
  return poll(new FollowedGroups(logs, sources, options));
}

/** Sweeps over the groups again and again, and takes in those that appear. */
export async function* poll(groups: FollowedGroups): AsyncGenerator<readonly FollowedEvent[]> {
  const { logs } = groups;
  while (!logs.signal.aborted) {
    yield* groups.sweep();
    groups.throwIfNoneCanBeFollowed();
    await groups.lookForNew();
    await logs.clock.wait(POLL_INTERVAL_MS, logs.signal);
  }
}
