import type { LogSource } from '../../core/log-event.ts';
import type { LogsContext } from '../../core/sources/logs-context.ts';
import { readGroup } from '../../core/sources/read-groups.ts';
import { type CallSink, indexEvents } from './index-events.ts';

export interface BackfillOptions {
  readonly sources: readonly LogSource[];
  /** Epoch milliseconds; `since` is inclusive, `until` exclusive. */
  readonly since: number;
  readonly until: number;
  /** Told after each page how far it has come: events read, lines of API calls indexed, and the time of the last event. */
  progress(state: BackfillState): void;
}

export interface BackfillState {
  readonly events: number;
  readonly indexed: number;
  readonly group: string;
  /** Epoch milliseconds. */
  readonly reached: number;
}

/** Indexes the API calls of a time range from the logs themselves, which stay the source of truth. Repeating it, or running it
 *  beside the indexer, changes nothing.
 *  @throws AggregateError when calls could not be written, with what `indexEvents` says of them: what was indexed stays. */
export async function backfill(reader: LogsContext, sink: CallSink, options: BackfillOptions): Promise<BackfillState> {
  const { sources, since, until, progress } = options;
  let state: BackfillState = { events: 0, indexed: 0, group: '', reached: since };
  for (const source of sources) {
    for await (const page of readGroup(reader, source, { since, until })) {
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
