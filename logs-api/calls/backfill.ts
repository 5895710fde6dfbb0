import type { LogSource } from '../../core/log-event.ts';
import type { LogsContext } from '../../core/sources/logs-context.ts';
import { readGroup } from '../../core/sources/read-groups.ts';
import { type CallSink, indexEvents } from './index-events.ts';

/** The log groups and the time range to index. */
export interface BackfillOptions {
  readonly sources: readonly LogSource[];
  /** Epoch milliseconds; `since` is inclusive, `until` exclusive. */
  readonly since: number;
  readonly until: number;
  /** Called after each page of events. */
  progress(state: BackfillState): void;
}

/** The progress of a backfill. */
export interface BackfillState {
  /** Events read so far. */
  readonly events: number;
  /** Lines of API calls indexed so far. */
  readonly indexed: number;
  readonly group: string;
  /** The time of the last event that was read, in epoch milliseconds. */
  readonly reached: number;
}

/** Indexes the API calls of a time range from the logs. It may run again, and at the same time as the indexer, without
 *  storing a call twice.
 *  @throws AggregateError from `indexEvents`, when calls could not be written. Calls that were written stay in the table. */
export async function backfill(logs: LogsContext, sink: CallSink, options: BackfillOptions): Promise<BackfillState> {
  const { sources, since, until, progress } = options;
  let state: BackfillState = { events: 0, indexed: 0, group: '', reached: since };
  for (const source of sources) {
    for await (const page of readGroup(logs, source, { since, until })) {
      const indexed = await indexEvents(sink, page);
      state = {
        events: state.events + page.length,
        indexed: state.indexed + indexed,
        group: source.group,
        reached: page.at(-1)?.timestamp ?? since,
      };
      progress(state);
    }
  }
  return state;
}
