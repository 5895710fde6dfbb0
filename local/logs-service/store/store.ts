import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { NewLogEvent } from '../../log-sink.ts';
import { closeDatabase, isDamage, openDatabaseFile, openMemoryDatabase } from './database.ts';
import { EVENT_OVERHEAD_BYTES, LogEvents } from './log-events.ts';
import { type LogGroup, LogGroups } from './log-groups.ts';
import { type LogStream, LogStreams } from './log-streams.ts';
import { SubscriptionFilters } from './subscription-filters.ts';

export type StoreOptions =
  /** A file, made with its directory where it is missing. `warn` gets a line when a damaged one was set aside. */
  | { readonly path: string; readonly warn: (message: string) => void }
  /** Nothing is kept. */
  | { readonly memory: true };

/** Events that were just stored in one stream. */
export interface AppendedEvents {
  readonly group: LogGroup;
  readonly stream: LogStream;
  readonly events: readonly NewLogEvent[];
  /** The id of the first event; the others follow it without a gap. */
  readonly firstId: number;
  readonly ingestionTime: number;
}

/** Called once the events are stored, before the writer gets its answer. Must not throw, nor take long. */
export type AppendListener = (appended: AppendedEvents) => void;

/** What the local CloudWatch Logs keeps: groups, streams, events, subscription filters, in one SQLite database with one
 *  writer. What a method wrote survives the end of the process once it returned. */
export class LogStore {
  readonly groups: LogGroups;
  readonly streams: LogStreams;
  readonly events: LogEvents;
  readonly subscriptionFilters: SubscriptionFilters;
  /** Signs paging tokens; as old as the file, so that tokens outlive a restart. */
  readonly tokenKey: Uint8Array;
  readonly #database: DatabaseSync;
  readonly #listeners = new Set<AppendListener>();
  #undamaged = true;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.groups = new LogGroups(database);
    this.streams = new LogStreams(database);
    this.events = new LogEvents(database);
    this.subscriptionFilters = new SubscriptionFilters(database);
    this.tokenKey = tokenKey(database);
  }

  /** @throws StoreError when the file is in use by another process, or cannot be read or written. */
  static open(options: StoreOptions): LogStore {
    return new LogStore('path' in options ? openDatabaseFile(options.path, options.warn) : openMemoryDatabase());
  }

  /** Runs `write` so that either all of what it writes is stored, or, when it throws, nothing. */
  transaction<T>(write: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = write();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollBack();
      this.noteDamage(error);
      throw error;
    }
  }

  #rollBack(): void {
    try {
      this.#database.exec('ROLLBACK');
    } catch {
      // After a full disk and the like SQLite has rolled back itself.
    }
  }

  /** Adds events to a stream in one transaction and tells the listeners. */
  append(group: LogGroup, stream: LogStream, events: readonly NewLogEvent[], ingestionTime: number): void {
    if (events.length === 0) return;
    const times = span(events);
    const firstId = this.transaction(() => {
      this.streams.extend(stream.id, times.first, times.last, ingestionTime);
      this.groups.addStoredBytes(group.id, storedBytes(events));
      return this.events.append(stream, events, ingestionTime);
    });
    const appended = { group, stream, events, firstId, ingestionTime };
    for (const listener of this.#listeners) listener(appended);
  }

  /** Tells `listener` of all events stored from now on; the returned function ends it. */
  onAppend(listener: AppendListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Deletes a group with all that it has. It is gone at once; its events are purged by `purge`. */
  deleteGroup(group: LogGroup): void {
    this.transaction(() => {
      this.#database.prepare('INSERT OR IGNORE INTO purge SELECT id FROM log_stream WHERE group_id = ?').run(group.id);
      this.#database.prepare('DELETE FROM log_stream WHERE group_id = ?').run(group.id);
      this.subscriptionFilters.deleteAll(group.id);
      this.groups.delete(group.id);
    });
  }

  /** Deletes a stream. It is gone at once; its events are purged by `purge`. */
  deleteStream(stream: LogStream): void {
    this.transaction(() => {
      this.#database.prepare('INSERT OR IGNORE INTO purge VALUES (?)').run(stream.id);
      this.streams.delete(stream.id);
    });
  }

  /** Deletes up to `limit` events of deleted streams; returns false when none were left. */
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

  /** Deletes up to `limit` events of a group that are older than `timestamp`; returns false when none were left. */
  expire(group: LogGroup, timestamp: number, limit: number): boolean {
    return this.transaction(() => {
      const { count, bytes } = this.events.deleteExpired(group.id, timestamp, limit);
      if (count > 0) this.groups.addStoredBytes(group.id, -bytes);
      return count === limit;
    });
  }

  /** Whether `error` says that the file is damaged. If so, the next start checks it, and sets it aside. */
  noteDamage(error: unknown): boolean {
    if (!isDamage(error)) return false;
    this.#undamaged = false;
    return true;
  }

  close(): void {
    closeDatabase(this.#database, this.#undamaged);
  }
}

function span(events: readonly NewLogEvent[]): { first: number; last: number } {
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
