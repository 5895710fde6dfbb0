import type { ActionContext } from './action.ts';
import { streamNotFound } from './service-error.ts';
import type { LogGroup } from './store/log-group-table.ts';
import type { LogStream } from './store/log-stream-table.ts';

/** @throws ServiceError when the group has no stream with this name. */
export function findStream({ store }: ActionContext, group: LogGroup, name: string): LogStream {
  const stream = store.streams.get(group.id, name);
  if (!stream) throw streamNotFound();
  return stream;
}

/** The streams of a group whose names start with `prefix`, ordered by name.
 *  @param after the last name of the previous page. */
export function* streamsWithPrefix(
  { store }: ActionContext,
  group: LogGroup,
  prefix: string,
  descending = false,
  after?: string,
): Generator<LogStream> {
  const order = descending ? 'descending' : 'ascending';
  const start = after ?? (descending ? prefix + LAST_CHARACTER : prefix);
  if (after === undefined && !descending) {
    const exactMatch = store.streams.get(group.id, prefix);
    if (exactMatch) yield exactMatch;
  }
  for (const stream of store.streams.byName(group.id, order, start)) {
    if (!stream.name.startsWith(prefix)) return;
    yield stream;
  }
}

/** Sorts after all other characters of names. */
const LAST_CHARACTER = '\u{10ffff}';
