import type { LogEvent, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import { history, type Selection } from './history.ts';
import type { LogsContext } from './logs-context.ts';

/** What is read of several log groups. Times are epoch milliseconds; `since` is inclusive, `until` exclusive. */
export interface GroupsWindow extends Selection {
  readonly since: number;
  readonly until?: number;
}

/** The events of several log groups, merged by time; see `historyOf`. */
export function histories(
  reader: LogsContext,
  sources: readonly LogSource[],
  window: GroupsWindow,
): AsyncGenerator<readonly LogEvent[]> {
  return merge(sources.map((source) => historyOf(reader, source, window)));
}

/** The events of one log group. One that is not there has none, and `reader.absent` is told: a function that never ran has no log
 *  group.
 *  @throws the service's error, also that there is no such log group when the user named it. */
export async function* historyOf(
  reader: LogsContext,
  source: LogSource,
  window: GroupsWindow,
): AsyncGenerator<readonly LogEvent[]> {
  let wasThere = false;
  try {
    for await (const page of history(reader, { ...window, group: source.group })) {
      wasThere = true;
      yield page;
    }
  } catch (error) {
    if (wasThere || source.isNamed || (error as Error).name !== 'ResourceNotFoundException') throw error;
    reader.absent?.(source);
  }
}
