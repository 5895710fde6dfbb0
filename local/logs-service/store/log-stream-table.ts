import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A stored log stream. Times are epoch milliseconds. The times of events are undefined while the stream has no events. */
export interface LogStream {
  readonly id: number;
  readonly groupId: number;
  readonly name: string;
  readonly creationTime: number;
  readonly firstEventTimestamp: number | undefined;
  readonly lastEventTimestamp: number | undefined;
  readonly lastIngestionTime: number | undefined;
}

/** A position in the list of streams by last event. A stream without events counts as time 0. */
export interface LastEventPosition {
  readonly timestamp: number;
  readonly name: string;
}

/** The direction in which a list is read. */
export type Order = 'ascending' | 'descending';

interface Row {
  id: number;
  group_id: number;
  name: string;
  creation_time: number;
  first_event_timestamp: number | null;
  last_event_timestamp: number | null;
  last_ingestion_time: number | null;
}

/** The table of log streams. */
export class LogStreamTable {
  readonly #byName: StatementSync;
  readonly #all: StatementSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #extend: StatementSync;
  readonly #listed: Record<Order, { byName: StatementSync; byLastEvent: StatementSync }>;

  constructor(database: DatabaseSync) {
    this.#byName = database.prepare('SELECT * FROM log_stream WHERE group_id = ? AND name = ?');
    this.#all = database.prepare('SELECT id FROM log_stream WHERE group_id = ?');
    this.#insert = database.prepare(
      'INSERT INTO log_stream (group_id, name, creation_time) VALUES (?, ?, ?) RETURNING *',
    );
    this.#delete = database.prepare('DELETE FROM log_stream WHERE id = ?');
    this.#extend = database.prepare(
      `UPDATE log_stream SET first_event_timestamp = min(coalesce(first_event_timestamp, ${Number.MAX_SAFE_INTEGER}), ?),
       last_event_timestamp = max(coalesce(last_event_timestamp, 0), ?), last_ingestion_time = ? WHERE id = ?`,
    );
    const listed = (after: '>' | '<', direction: 'ASC' | 'DESC') => ({
      byName: database.prepare(
        `SELECT * FROM log_stream WHERE group_id = ? AND name ${after} ? ORDER BY name ${direction}`,
      ),
      byLastEvent: database.prepare(
        `SELECT * FROM log_stream WHERE group_id = ? AND (coalesce(last_event_timestamp, 0), name) ${after} (?, ?)
         ORDER BY coalesce(last_event_timestamp, 0) ${direction}, name ${direction}`,
      ),
    });
    this.#listed = { ascending: listed('>', 'ASC'), descending: listed('<', 'DESC') };
  }

  get(groupId: number, name: string): LogStream | undefined {
    const row = this.#byName.get(groupId, name) as Row | undefined;
    return row && fromRow(row);
  }

  /** The streams of a group that follow `name`, ordered by name. */
  *byName(groupId: number, order: Order, name: string): Generator<LogStream> {
    for (const row of this.#listed[order].byName.iterate(groupId, name)) yield fromRow(row as unknown as Row);
  }

  /** The streams of a group that follow a position, ordered by their last event. */
  *byLastEvent(groupId: number, order: Order, { timestamp, name }: LastEventPosition): Generator<LogStream> {
    const rows = this.#listed[order].byLastEvent.iterate(groupId, timestamp, name);
    for (const row of rows) yield fromRow(row as unknown as Row);
  }

  /** The ids of all streams of a group. */
  ids(groupId: number): number[] {
    return (this.#all.all(groupId) as unknown as { id: number }[]).map(({ id }) => id);
  }

  /** Adds a stream. No stream of the group may have the same name. */
  create(groupId: number, name: string, creationTime: number): LogStream {
    return fromRow(this.#insert.get(groupId, name, creationTime) as unknown as Row);
  }

  delete(id: number): void {
    this.#delete.run(id);
  }

  /** Updates the times of the stream after events were ingested. */
  extend(id: number, firstTimestamp: number, lastTimestamp: number, ingestionTime: number): void {
    this.#extend.run(firstTimestamp, lastTimestamp, ingestionTime, id);
  }
}

function fromRow(row: Row): LogStream {
  return {
    id: row.id,
    groupId: row.group_id,
    name: row.name,
    creationTime: row.creation_time,
    firstEventTimestamp: row.first_event_timestamp ?? undefined,
    lastEventTimestamp: row.last_event_timestamp ?? undefined,
    lastIngestionTime: row.last_ingestion_time ?? undefined,
  };
}
