import { type CallLine, readCallLine } from '../../core/calls/indexed-line.ts';
import type { LogEvent } from '../../core/log-event.ts';

/** Updates that are under way at the same time. */
const CONCURRENCY = 16;

/** Where the lines of API calls are written. */
export interface CallSink {
  add(line: CallLine): Promise<void>;
}

/** Indexes the API calls among log events; all other lines are passed over. One that fails keeps none of the others out.
 *  @returns how many lines were of API calls.
 *  @throws AggregateError in the end, when any update failed: the same events may then be given again, nothing is doubled. */
export async function indexEvents(sink: CallSink, events: readonly LogEvent[]): Promise<number> {
  const lines = events.flatMap((event) => readCallLine(event) ?? []);
  const failures: unknown[] = [];
  const waiting = lines.values();
  const worker = async () => {
    for (const line of waiting) {
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
