import type { LogEvent, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import type { LogsContext } from './logs-context.ts';
import { readPages, type Selection } from './read-pages.ts';

/** The events to read. Times are epoch milliseconds; `since` is inclusive, `until` exclusive. */
export interface TimeWindow extends Selection {
  readonly since: number;
  readonly until?: number;
}

/** Reads several log groups, merged by time. See `readGroup`. */
export function readGroups(
  logs: LogsContext,
  sources: readonly LogSource[],
  window: TimeWindow,
): AsyncGenerator<readonly LogEvent[]> {
  return merge(sources.map((source) => readGroup(logs, source, window)));
}

/** Reads one log group. Calls `logs.onMissingGroup` when it does not exist: a function that never ran has no log group.
 *  @throws the error of the service. A missing log group is an error only when the user named it. */
export async function* readGroup(
  logs: LogsContext,
  source: LogSource,
  window: TimeWindow,
): AsyncGenerator<readonly LogEvent[]> {
  let hasEvents = false;
  try {
    for await (const page of readPages(logs, { ...window, group: source.group })) {
      hasEvents = true;
      yield page;
    }
  } catch (error) {
    if (hasEvents || source.mustExist || (error as Error).name !== 'ResourceNotFoundException') throw error;
    logs.onMissingGroup?.(source);
  }
}
