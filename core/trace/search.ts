import type { LogEvent, LogRecord, LogSource } from '../log-event.ts';
import { parseEvent } from '../parse/parse-event.ts';
import type { LogsContext } from '../sources/logs-context.ts';
import { readGroups } from '../sources/read-groups.ts';
import { readPages } from '../sources/read-pages.ts';

/** From when to when is searched: epoch milliseconds, `since` inclusive, `until` exclusive. */
export interface SearchWindow {
  readonly since: number;
  readonly until?: number;
}

/** The records of some log groups that mention one of the ids, in order of time. The service looks for them: only what it finds
 *  is transferred.
 *  @param ids of characters that need no escape in a filter pattern. */
export async function searchIds(
  reader: LogsContext,
  sources: readonly LogSource[],
  ids: readonly string[],
  window: SearchWindow,
): Promise<LogRecord[]> {
  const quoted = ids.map((id) => `"${id}"`);
  const filterPattern = quoted.length === 1 ? (quoted[0] ?? '') : quoted.map((id) => `?${id}`).join(' ');
  return parsed(readGroups(reader, sources, { ...window, filterPattern }));
}

/** What an execution environment wrote in a time: also lines that name no request. */
export function readStream(
  reader: LogsContext,
  group: string,
  stream: string,
  window: SearchWindow,
): Promise<LogRecord[]> {
  return parsed(readPages(reader, { ...window, group, streamPrefix: stream }));
}

async function parsed(pages: AsyncIterable<readonly LogEvent[]>): Promise<LogRecord[]> {
  const found: LogRecord[] = [];
  for await (const page of pages) {
    for (const event of page) found.push(parseEvent(event));
  }
  return found;
}
