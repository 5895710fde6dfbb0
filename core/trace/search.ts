import type { LogRecord, LogSource } from '../log-event.ts';
import { merge } from '../merge.ts';
import { parseEvent } from '../parse/parse-event.ts';
import { history, type Reader } from '../sources/history.ts';

/** From when to when is searched: epoch milliseconds, `since` inclusive, `until` exclusive. */
export interface SearchWindow {
  readonly since: number;
  readonly until?: number;
}

/** The records of some log groups that mention one of the ids, in order of time. The service looks for them: only what it finds
 *  is transferred.
 *  @param ids of characters that need no escape in a filter pattern. */
export async function searchIds(
  reader: Reader,
  sources: readonly LogSource[],
  ids: readonly string[],
  window: SearchWindow,
): Promise<LogRecord[]> {
  const quoted = ids.map((id) => `"${id}"`);
  const filterPattern = quoted.length === 1 ? (quoted[0] ?? '') : quoted.map((id) => `?${id}`).join(' ');
  return read(
    reader,
    sources.map(({ group }) => group),
    { ...window, filterPattern },
  );
}

/** What an execution environment wrote in a time: also lines that name no request. */
export function readStream(reader: Reader, group: string, stream: string, window: SearchWindow): Promise<LogRecord[]> {
  return read(reader, [group], { ...window, streamPrefix: stream });
}

async function read(
  reader: Reader,
  groups: readonly string[],
  window: SearchWindow & { readonly filterPattern?: string; readonly streamPrefix?: string },
): Promise<LogRecord[]> {
  const found: LogRecord[] = [];
  for await (const page of merge(groups.map((group) => history(reader, { ...window, group })))) {
    for (const event of page) found.push(parseEvent(event));
  }
  return found;
}
