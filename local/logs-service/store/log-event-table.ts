import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { Order } from './log-stream-table.ts';
import type { Position } from './position.ts';

/** A stored log event. Times are epoch milliseconds. Ids increase with ingestion. */
export interface StoredEvent {
  readonly id: number;
  readonly streamName: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** The events between two positions, without those at the positions themselves. */
export interface Range {
  readonly after: Position;
  readonly before: Position;
  readonly order: Order;
}

/** The bytes that the service counts for an event in addition to its message
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html). */
export const EVENT_OVERHEAD_BYTES = 26;

interface DeletableEvent {
  readonly id: number;
  readonly groupId: number;
  readonly bytes: number;
}

/** The number of deleted events, all of one group, and their stored bytes. */
export interface Deletion {
  readonly count: number;
  readonly bytes: number;
  readonly groupId: number | undefined;
}

/** The table of log events. Its generators read rows lazily: nothing may be written until they have ended. */
export class LogEventTable {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #inGroup: Record<Order, StatementSync>;
  readonly #expired: StatementSync;
  readonly #ofStream: StatementSync;
  readonly #delete: StatementSync;
  readonly #reserve: StatementSync;
  #nextId: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insert = database.prepare('INSERT INTO log_event VALUES (?, ?, ?, ?, ?, ?)');
    this.#inGroup = {
      ascending: database.prepare(select('group_id', 'ascending')),
      descending: database.prepare(select('group_id', 'descending')),
    };
    this.#expired = database.prepare(
      `SELECT id, group_id AS groupId, octet_length(message) AS bytes FROM log_event
       WHERE group_id = ? AND timestamp < ? ORDER BY timestamp LIMIT ?`,
    );
    this.#ofStream = database.prepare(
      'SELECT id, group_id AS groupId, octet_length(message) AS bytes FROM log_event WHERE stream_id = ? LIMIT ?',
    );
    this.#delete = database.prepare('DELETE FROM log_event WHERE id = ?');
    this.#reserve = database.prepare(`INSERT OR REPLACE INTO state VALUES ('next_event_id', ?)`);
    this.#nextId = nextId(database);
  }

  /** Adds events to a stream, in order.
   *  @returns the id of the first event. The ids are consecutive. */
  append(
    stream: { readonly id: number; readonly groupId: number },
    events: readonly { readonly timestamp: number; readonly message: string }[],
    ingestionTime: number,
  ): number {
    const first = this.#nextId;
    let id = first;
    for (const { timestamp, message } of events) {
      this.#insert.run(id, stream.groupId, stream.id, timestamp, ingestionTime, message);
      id += 1;
    }
    this.#reserve.run(id);
    this.#nextId = id;
    return first;
  }

  /** Reads the events of a group. */
  inGroup(groupId: number, range: Range): Generator<StoredEvent> {
    return rows(this.#inGroup[range.order], groupId, range);
  }

  /** Reads the events of a stream. Each call has its own statement, so that several streams can be read at the same time. */
  inStream(streamId: number, range: Range): Generator<StoredEvent> {
    return rows(this.#database.prepare(select('stream_id', range.order)), streamId, range);
  }

  /** Deletes up to `limit` events of a group that are older than `timestamp`, the oldest first. */
  deleteExpired(groupId: number, timestamp: number, limit: number): Deletion {
    return this.#deleteAll(this.#expired.all(groupId, timestamp, limit) as unknown as DeletableEvent[]);
  }

  /** Deletes up to `limit` events of a stream. */
  deleteOfStream(streamId: number, limit: number): Deletion {
    return this.#deleteAll(this.#ofStream.all(streamId, limit) as unknown as DeletableEvent[]);
  }

  #deleteAll(events: readonly DeletableEvent[]): Deletion {
    let bytes = 0;
    for (const event of events) {
      this.#delete.run(event.id);
      bytes += event.bytes + EVENT_OVERHEAD_BYTES;
    }
    return { count: events.length, bytes, groupId: events[0]?.groupId };
  }
}

/** The join excludes events of deleted streams that are not purged yet. */
function select(key: 'group_id' | 'stream_id', order: Order): string {
  const direction = order === 'ascending' ? 'ASC' : 'DESC';
  return `
    SELECT e.id, s.name AS streamName, e.timestamp, e.ingestion_time AS ingestionTime, e.message
    FROM log_event AS e CROSS JOIN log_stream AS s ON s.id = e.stream_id
    WHERE e.${key} = ? AND (e.timestamp, e.id) > (?, ?) AND (e.timestamp, e.id) < (?, ?)
    ORDER BY e.timestamp ${direction}, e.id ${direction}`;
}

function* rows(statement: StatementSync, key: number, { after, before }: Range): Generator<StoredEvent> {
  const values: SQLInputValue[] = [key, after.timestamp, after.id, before.timestamp, before.id];
  yield* statement.iterate(...values) as Iterable<unknown> as Iterable<StoredEvent>;
}

/** The next id is stored separately from the events. Otherwise ids would repeat after the latest events are deleted. */
function nextId(database: DatabaseSync): number {
  const row = database.prepare(`SELECT value FROM state WHERE key = 'next_event_id'`).get();
  return (row as { value: number } | undefined)?.value ?? 1;
}
