import { type IndexedLine, readIndexedLine } from '../../core/calls/indexed-line.ts';
import type { LogEvent } from '../../core/log-event.ts';

/** The number of updates that run at the same time. */
const CONCURRENCY = 16;

/** Stores the lines of API calls. */
export interface CallSink {
  add(line: IndexedLine): Promise<void>;
}

/** Indexes the API calls among log events, and ignores all other lines. An update that fails does not stop the others.
 *  @returns the number of lines of API calls.
 *  @throws AggregateError at the end, when an update failed. The caller may index the same events again, without storing a
 *  call twice. */
export async function indexEvents(sink: CallSink, events: readonly LogEvent[]): Promise<number> {
  const lines = events.flatMap((event) => readIndexedLine(event) ?? []);
  const failures: unknown[] = [];
  const queue = lines.values();
  const worker = async () => {
    for (const line of queue) {
      await sink.add(line).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  if (failures.length > 0) {
    const [first] = failures;
    throw new AggregateError(
      failures,
      `${failures.length} of ${lines.length} API calls could not be indexed: ${first instanceof Error ? first.message : first}`,
    );
  }
  return lines.length;
}
