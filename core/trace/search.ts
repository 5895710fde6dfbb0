import type { LogEvent, LogRecord, LogSource } from '../log-event.ts';
import { parseEvent } from '../parse/parse-event.ts';
import { type RoleOf, roleByGroup } from '../sources/group-roles.ts';
import type { LogsContext } from '../sources/logs-context.ts';
import { readGroups } from '../sources/read-groups.ts';
import { readPages } from '../sources/read-pages.ts';

/** The time range of a search: epoch milliseconds, `since` inclusive, `until` exclusive. */
export interface SearchWindow {
  readonly since: number;
  readonly until?: number;
}

/** Searches log groups for records that contain one of the ids, in order of time. The service filters: only matching events are
 *  transferred.
 *  @param ids have no characters that a filter pattern would need to escape. */
export async function searchIds(
  logs: LogsContext,
  sources: readonly LogSource[],
  ids: readonly string[],
  window: SearchWindow,
): Promise<LogRecord[]> {
  const quoted = ids.map((id) => `"${id}"`);
  const filterPattern = quoted.length === 1 ? (quoted[0] ?? '') : quoted.map((id) => `?${id}`).join(' ');
  return parsePages(readGroups(logs, sources, { ...window, filterPattern }), roleByGroup(sources));
}

/** Reads all records of an execution environment in a time range, including those without a request id.
 *  @param source of its log group. */
export function readStream(
  logs: LogsContext,
  source: LogSource,
  stream: string,
  window: SearchWindow,
): Promise<LogRecord[]> {
  return parsePages(readPages(logs, { ...window, group: source.group, streamPrefix: stream }), () => source.role);
}

async function parsePages(pages: AsyncIterable<readonly LogEvent[]>, roleOf: RoleOf): Promise<LogRecord[]> {
  const found: LogRecord[] = [];
  for await (const page of pages) {
    for (const event of page) found.push(parseEvent(event, roleOf(event.group)));
  }
  return found;
}
