import { helperRecordOf } from '../calls/join/helper-record.ts';
import type { LogRecord, LogSource } from '../log-event.ts';
import { numberAt, textAt } from '../record-fields.ts';
import type { LogsContext } from '../sources/logs-context.ts';
import { readStream, type SearchWindow, searchIds } from './search.ts';

/** An initialization is written a little before it is measured. */
const INIT_MARGIN_MS = 1000;

/** All lines of one invocation, by Lambda's request id, or by API Gateway's where only the helper's record leads to it. An execution
 *  environment does one at a time: lines that name no request, such as the output of `print`, are this one's when they stand
 *  between its first line and its last. */
export async function invocationLines(
  reader: LogsContext,
  sources: readonly LogSource[],
  requestId: string,
  window: SearchWindow,
): Promise<LogRecord[]> {
  if (sources.length === 0) return [];
  // A log group of which nobody knows what it holds may hold what API Gateway writes, too.
  const found = (await searchIds(reader, sources, [requestId], window)).filter(isOfFunction);
  const functionId = idOfInvocation(found, requestId);
  const lines = found.filter((record) => record.requestId === functionId);
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last) return [];
  const since = first.timestamp - (initDuration(lines) ?? 0) - INIT_MARGIN_MS;
  const around = await readStream(reader, first.group, first.stream, { since, until: last.timestamp + 1 });
  const stream = around.filter(isOfFunction);
  const start = stream.findIndex((record) => record.requestId === functionId);
  const end = stream.findLastIndex((record) => record.requestId === functionId);
  const between = stream.slice(start, end + 1).filter((record) => isOfInvocation(record, functionId));
  return [...initialization(stream.slice(0, start), lines), ...between];
}

function isOfFunction({ kind }: LogRecord): boolean {
  return kind !== 'api.access' && kind !== 'api.execution';
}

function idOfInvocation(found: readonly LogRecord[], requestId: string): string | undefined {
  if (found.some((record) => record.requestId === requestId)) return requestId;
  const own = found.find((record) => {
    const ids = helperRecordOf(record);
    return textAt(ids, 'requestId') === requestId || textAt(ids, 'extendedRequestId') === requestId;
  });
  return own?.requestId;
}

function isOfInvocation(record: LogRecord, functionId: string | undefined): boolean {
  return record.requestId === undefined ? record.kind !== 'function.start' : record.requestId === functionId;
}

/** What came before the first invocation of an environment, from INIT_START on; nothing when the environment was there. */
function initialization(before: readonly LogRecord[], lines: readonly LogRecord[]): readonly LogRecord[] {
  if (initDuration(lines) === null) return [];
  const start = before.findLastIndex(({ kind, fields }) => kind === 'function.start' && fields?.init === true);
  return start < 0 ? [] : before.slice(start).filter(({ requestId }) => requestId === undefined);
}

function initDuration(lines: readonly LogRecord[]): number | null {
  const report = lines.find(({ kind }) => kind === 'function.report')?.fields;
  return numberAt(report?.metrics as Readonly<Record<string, unknown>> | undefined, 'initDurationMs');
}
