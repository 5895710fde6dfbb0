import type { FollowedEvent } from '../log-event.ts';
import type { FollowedGroups } from './followed-groups.ts';
import type { LogsContext } from './logs-context.ts';
import type { Selection } from './read-pages.ts';

/** The dependencies that all Live Tail sessions of one call of `liveTail` share. */
export interface LiveTailContext {
  /** Its signal ends all sessions. */
  readonly logs: LogsContext;
  readonly groups: FollowedGroups;
  readonly selection: Selection;
  /** Forwards events to the consumer of `liveTail`. Resolves when they were consumed. */
  show(events: readonly FollowedEvent[]): Promise<void>;
}
