import type { FollowedEvent, LogSource } from '../log-event.ts';
import { FollowedGroups, type FollowOptions } from './followed-groups.ts';
import type { LogsContext } from './logs-context.ts';

/** From the end of one sweep over all groups to the start of the next. */
const POLL_INTERVAL_MS = 500;

/** Follows log groups by polling, until `logs.signal` aborts. Every event is yielded once, whenever it arrives.
 *
 *  A sweep reads all groups once. It starts before the previous sweep started (its look-back), and so finds events that arrive
 *  late, out of order or in the same millisecond. An event is prompt if it arrives within 10 seconds after its timestamp; otherwise it
 *  is late. There are two kinds of sweeps:
 *  - A near sweep, every half second, looks back 15 seconds. It finds all prompt events.
 *  - A far sweep, every 30 seconds, looks back 6 minutes. It also finds late events.
 *
 *  Events that were shown are recognized by their ids. The window moves with the clock, never with the timestamps of events: an event
 *  with a timestamp in the future cannot move it past events that are still to come.
 *  @throws the error of the service when no log group can be followed, or permissions are missing. */
export function follow(
  logs: LogsContext,
  sources: readonly LogSource[],
  options: FollowOptions,
): AsyncGenerator<readonly FollowedEvent[]> {
  return poll(new FollowedGroups(logs, sources, options));
}

/** Sweeps over the groups, and adds those that appear. */
export async function* poll(groups: FollowedGroups): AsyncGenerator<readonly FollowedEvent[]> {
  const { logs } = groups;
  while (!logs.signal.aborted) {
    yield* groups.sweep();
    groups.throwIfAllRefused();
    await groups.addNewGroups();
    await logs.clock.wait(POLL_INTERVAL_MS, logs.signal);
  }
}
