import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { NewLogEvent } from '../../log-sink.ts';
import { closeDatabase, isDamageError, openDatabaseFile, openMemoryDatabase } from './database.ts';
import { EVENT_OVERHEAD_BYTES, LogEventTable } from './log-event-table.ts';
import { type LogGroup, LogGroupTable } from './log-group-table.ts';
import { type LogStream, LogStreamTable } from './log-stream-table.ts';
import { SubscriptionFilterTable } from './subscription-filter-table.ts';

/** Where the log store keeps its data. */
export type StoreOptions =
  /** A file. It is created with its directory if it does not exist. `notice` is called when a damaged file was moved aside. */
  | { readonly path: string; readonly notice: (message: string) => void }
  /** In memory only. */
  | { readonly memory: true };

/** Events that were just stored in one stream. */
export interface AppendedEvents {
  readonly group: LogGroup;
  readonly stream: LogStream;
  readonly events: readonly NewLogEvent[];
  /** The id of the first event. The ids are consecutive. */
  readonly firstId: number;
  /** Epoch milliseconds. */
  readonly ingestionTime: number;
}

/** Called when events are stored, before the writer receives its response. Must return quickly and must not throw. */
export type AppendListener = (appended: AppendedEvents) => void;

/** The data of the local CloudWatch Logs: log groups, log streams, events and subscription filters, in one SQLite database with one
 *  writer. When a method returns, its changes survive the end of the process. */
export class LogStore {
  readonly groups: LogGroupTable;
  readonly streams: LogStreamTable;
  readonly events: LogEventTable;
  readonly subscriptionFilters: SubscriptionFilterTable;
  /** The key that signs paging tokens. It is stored in the file, so that tokens remain valid after a restart. */
  readonly tokenKey: Uint8Array;
  readonly #database: DatabaseSync;
  readonly #listeners = new Set<AppendListener>();
  #isUndamaged = true;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.groups = new LogGroupTable(database);
    this.streams = new LogStreamTable(database);
    this.events = new LogEventTable(database);
    this.subscriptionFilters = new SubscriptionFilterTable(database);
    this.tokenKey = tokenKey(database);
  }

  /** @throws StoreError when the file is in use by another process, or cannot be read or written. */
  static open(options: StoreOptions): LogStore {
    return new LogStore('path' in options ? openDatabaseFile(options.path, options.notice) : openMemoryDatabase());
  }

  /** Runs `write` in a transaction: if it throws, nothing is stored. */
  transaction<T>(write: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = write();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      this.recordDamage(error);
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // After some errors, such as a full disk, SQLite has already rolled back.
    }
  }

  /** Adds events to a stream in one transaction and calls the listeners. @param ingestionTime epoch milliseconds. */
  append(group: LogGroup, stream: LogStream, events: readonly NewLogEvent[], ingestionTime: number): void {
    if (events.length === 0) return;
    const times = timeRange(events);
    const firstId = this.transaction(() => {
      this.streams.extend(stream.id, times.first, times.last, ingestionTime);
      this.groups.addStoredBytes(group.id, storedBytes(events));
      return this.events.append(stream, events, ingestionTime);
    });
    const appended = { group, stream, events, firstId, ingestionTime };
    for (const listener of this.#listeners) listener(appended);
  }

  /** Calls `listener` with all events that are stored from now on.
   *  @returns a function that removes the listener. */
  onAppend(listener: AppendListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Deletes a group with its streams and filters. Its events disappear at once and are deleted by `purge`. */
  deleteGroup(group: LogGroup): void {
    this.transaction(() => {
      this.#database.prepare('INSERT OR IGNORE INTO purge SELECT id FROM log_stream WHERE group_id = ?').run(group.id);
      this.#database.prepare('DELETE FROM log_stream WHERE group_id = ?').run(group.id);
      this.subscriptionFilters.deleteAll(group.id);
      this.groups.delete(group.id);
    });
  }

  /** Deletes a stream. Its events disappear at once and are deleted by `purge`. */
  deleteStream(stream: LogStream): void {
    this.transaction(() => {
      this.#database.prepare('INSERT OR IGNORE INTO purge VALUES (?)').run(stream.id);
      this.streams.delete(stream.id);
    });
  }

  /** Deletes up to `limit` events of deleted streams.
   *  @returns false if nothing was left to delete. */
  purge(limit: number): boolean {
    const next = this.#database.prepare('SELECT stream_id AS id FROM purge LIMIT 1').get() as
      | { id: number }
      | undefined;
    if (next === undefined) return false;
    this.transaction(() => {
      const { count, bytes, groupId } = this.events.deleteOfStream(next.id, limit);
      if (groupId !== undefined) this.groups.addStoredBytes(groupId, -bytes);
      if (count < limit) this.#database.prepare('DELETE FROM purge WHERE stream_id = ?').run(next.id);
    });
    return true;
  }

  /** Deletes up to `limit` events of a group that are older than `timestamp`, in epoch milliseconds.
   *  @returns whether more may be left. */
  expire(group: LogGroup, timestamp: number, limit: number): boolean {
    return this.transaction(() => {
      const { count, bytes } = this.events.deleteExpired(group.id, timestamp, limit);
      if (count > 0) this.groups.addStoredBytes(group.id, -bytes);
      return count === limit;
    });
  }

  /** Records whether `error` means that the file is damaged. If so, the next start checks the file and moves it aside.
   *  @returns whether the file is damaged. */
  recordDamage(error: unknown): boolean {
    if (!isDamageError(error)) return false;
    this.#isUndamaged = false;
    return true;
  }

  close(): void {
    closeDatabase(this.#database, this.#isUndamaged);
  }
}

function timeRange(events: readonly NewLogEvent[]): { first: number; last: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { timestamp } of events) {
    first = Math.min(first, timestamp);
    last = Math.max(last, timestamp);
  }
  return { first, last };
}

function storedBytes(events: readonly NewLogEvent[]): number {
  return events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES, 0);
}

function tokenKey(database: DatabaseSync): Uint8Array {
  database.prepare(`INSERT OR IGNORE INTO state VALUES ('token_key', ?)`).run(randomBytes(32));
  const row = database.prepare(`SELECT value FROM state WHERE key = 'token_key'`).get() as { value: Uint8Array };
  return row.value;
}
