import type { LogEvent, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import type { LogsContext } from './logs-context.ts';
import { readPages, type Selection } from './read-pages.ts';

/** What is read of several log groups. Times are epoch milliseconds; `since` is inclusive, `until` exclusive. */
export interface TimeWindow extends Selection {
  readonly since: number;
  readonly until?: number;
}

/** The events of several log groups, merged by time; see `readGroup`. */
export function readGroups(
  logs: LogsContext,
  sources: readonly LogSource[],
  window: TimeWindow,
): AsyncGenerator<readonly LogEvent[]> {
  return merge(sources.map((source) => readGroup(logs, source, window)));
}

/** The events of one log group. One that is not there has none, and `logs.onMissingGroup` is told: a function that never ran has no log
 *  group.
 *  @throws the service's error, also that there is no such log group when the user named it. */
export async function* readGroup(
  logs: LogsContext,
  source: LogSource,
  window: TimeWindow,
): AsyncGenerator<readonly LogEvent[]> {
  let wasThere = false;
  try {
    for await (const page of readPages(logs, { ...window, group: source.group })) {
      wasThere = true;
      yield page;
    }
  } catch (error) {
    if (wasThere || source.isNamed || (error as Error).name !== 'ResourceNotFoundException') throw error;
    logs.onMissingGroup?.(source);
  }
}
