import { helperRecordOf } from '../calls/join/helper-record.ts';
import { MAX_REQUEST_MS } from '../calls/join/request-time.ts';
import type { LogRecord, LogSource } from '../log-event.ts';
import { initDurationIn, textAt } from '../record-fields.ts';
import type { LogsContext } from '../sources/logs-context.ts';
import { readStream, type SearchWindow, searchIds } from './search.ts';

/** The first line of an initialization may be this much older than the report's duration says. */
const INIT_MARGIN_MS = 1000;

/** Reads all lines of one invocation, by Lambda's request id, or by API Gateway's request id if a helper record has it. An execution
 *  environment handles one invocation at a time, so lines without a request id, such as the output of `print`, belong to the
 *  invocation when they are between its first and its last line. */
export async function readInvocation(
  logs: LogsContext,
  sources: readonly LogSource[],
  requestId: string,
  window: SearchWindow,
): Promise<LogRecord[]> {
  if (sources.length === 0) return [];
  // A log group whose role is unknown may also have lines of API Gateway.
  const found = (await searchIds(logs, sources, [requestId], window)).filter(isFunctionRecord);
  const functionRequestId = findFunctionRequestId(found, requestId);
  const lines = found.filter((record) => record.requestId === functionRequestId);
  const [first] = lines;
  const last = lines.at(-1);
  const source = sources.find(({ group }) => group === first?.group);
  if (!first || !last || !source) return [];
  const initMs = Math.min(initDurationIn(lines) ?? 0, MAX_REQUEST_MS);
  const since = first.timestamp - initMs - INIT_MARGIN_MS;
  const around = await readStream(logs, source, first.stream, { since, until: last.timestamp + 1 });
  const stream = around.filter(isFunctionRecord);
  const start = stream.findIndex((record) => record.requestId === functionRequestId);
  const end = stream.findLastIndex((record) => record.requestId === functionRequestId);
  const between = stream.slice(start, end + 1).filter((record) => belongsToInvocation(record, functionRequestId));
  return [...initializationLines(stream.slice(0, start), lines), ...between];
}

function isFunctionRecord({ kind }: LogRecord): boolean {
  return kind !== 'api.access' && kind !== 'api.execution';
}

function findFunctionRequestId(found: readonly LogRecord[], requestId: string): string | undefined {
  if (found.some((record) => record.requestId === requestId)) return requestId;
  const line = found.find((record) => {
    const helper = helperRecordOf(record);
    return textAt(helper, 'requestId') === requestId || textAt(helper, 'extendedRequestId') === requestId;
  });
  return line?.requestId;
}

function belongsToInvocation(record: LogRecord, functionRequestId: string | undefined): boolean {
  return record.requestId === undefined ? record.kind !== 'function.start' : record.requestId === functionRequestId;
}

/** The lines of the initialization before the invocation, from INIT_START on; none when the environment existed already. */
function initializationLines(before: readonly LogRecord[], lines: readonly LogRecord[]): readonly LogRecord[] {
  if (initDurationIn(lines) === null) return [];
  const start = before.findLastIndex(({ kind, fields }) => kind === 'function.start' && fields?.init === true);
  return start < 0 ? [] : before.slice(start).filter(({ requestId }) => requestId === undefined);
}
