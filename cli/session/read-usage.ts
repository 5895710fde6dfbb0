import type { LogSource } from '../../core/log-event.ts';
import { parseEvent } from '../../core/parse/parse-event.ts';
import type { LogsContext } from '../../core/sources/logs-context.ts';
import { readGroup } from '../../core/sources/read-groups.ts';
import { USAGE_FILTER_PATTERN, Usage } from '../../core/usage/usage.ts';
import type { TimeRange } from '../flags/time-range.ts';

/** Log groups that are read at the same time; one rate budget limits the calls for all of them. */
const CONCURRENCY = 4;

/** Reads the log groups, and adds up the usage that they report. */
export async function readUsage(logs: LogsContext, sources: readonly LogSource[], range: TimeRange): Promise<Usage> {
  const usage = new Usage();
  const queue = sources.values();
  // If one group cannot be read, reading the others stops.
  const failed = new AbortController();
  const signal = AbortSignal.any([logs.signal, failed.signal]);
  const worker = async () => {
    for (const source of queue) {
      const selection = { ...range, filterPattern: USAGE_FILTER_PATTERN };
      for await (const page of readGroup({ ...logs, signal }, source, selection)) {
        for (const event of page) usage.add(parseEvent(event), source.label);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  } catch (error) {
    failed.abort();
    throw error;
  }
  return usage;
}
