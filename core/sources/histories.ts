import type { LogEvent, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import { history, type Reader, type Selection } from './history.ts';

/** What is read of several log groups. Times are epoch milliseconds; `since` is inclusive, `until` exclusive. */
export interface GroupsWindow extends Selection {
  readonly since: number;
  readonly until?: number;
}

/** The events of several log groups, merged by time. A group that is not there is left out as long as another is: a function that
 *  never ran has none.
 *  @param absent told of each source that is left out.
 *  @throws the service's error, also when none of the groups is there. */
export function histories(
  reader: Reader,
  sources: readonly LogSource[],
  window: GroupsWindow,
  absent?: (source: LogSource) => void,
): AsyncGenerator<readonly LogEvent[]> {
  let left = sources.length;
  const read = async function* (source: LogSource): AsyncGenerator<readonly LogEvent[]> {
    try {
      yield* history(reader, { ...window, group: source.group });
    } catch (error) {
      left -= 1;
      if (left === 0 || (error as Error).name !== 'ResourceNotFoundException') throw error;
      absent?.(source);
    }
  };
  return merge(sources.map(read));
}
