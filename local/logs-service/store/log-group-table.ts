import type { DatabaseSync, StatementSync } from 'node:sqlite';

export type LogGroupClass = 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';

/** A stored log group. Times are epoch milliseconds. */
export interface LogGroup {
  readonly id: number;
  readonly name: string;
  readonly class: LogGroupClass;
  readonly creationTime: number;
  /** The number of days after which events expire. Undefined means never. */
  readonly retentionInDays: number | undefined;
  readonly kmsKeyId: string | undefined;
  readonly deletionProtection: boolean;
  readonly storedBytes: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewLogGroup {
  readonly name: string;
  readonly creationTime: number;
  readonly class?: LogGroupClass | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly deletionProtection?: boolean | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

interface Row {
  id: number;
  name: string;
  class: LogGroupClass;
  creation_time: number;
  retention_in_days: number | null;
  kms_key_id: string | null;
  deletion_protection: number;
  stored_bytes: number;
  tags: string;
}

/** The table of log groups. Names are ASCII, so SQLite orders them as the service does. */
export class LogGroupTable {
  readonly #byName: StatementSync;
  readonly #after: StatementSync;
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #retention: StatementSync;
  readonly #tags: StatementSync;
  readonly #protection: StatementSync;
  readonly #bytes: StatementSync;

  constructor(database: DatabaseSync) {
    this.#byName = database.prepare('SELECT * FROM log_group WHERE name = ?');
    this.#after = database.prepare('SELECT * FROM log_group WHERE name > ? ORDER BY name');
    this.#insert = database.prepare(
      `INSERT INTO log_group (name, class, creation_time, kms_key_id, deletion_protection, tags)
       VALUES (?, ?, ?, ?, ?, ?) RETURNING *`,
    );
    this.#delete = database.prepare('DELETE FROM log_group WHERE id = ?');
    this.#retention = database.prepare('UPDATE log_group SET retention_in_days = ? WHERE id = ?');
    this.#tags = database.prepare('UPDATE log_group SET tags = ? WHERE id = ?');
    this.#protection = database.prepare('UPDATE log_group SET deletion_protection = ? WHERE id = ?');
    this.#bytes = database.prepare('UPDATE log_group SET stored_bytes = max(0, stored_bytes + ?) WHERE id = ?');
  }

  get(name: string): LogGroup | undefined {
    const row = this.#byName.get(name) as Row | undefined;
    return row && fromRow(row);
  }

  /** The groups after a name, ordered by name. */
  *after(name: string): Generator<LogGroup> {
    for (const row of this.#after.iterate(name)) yield fromRow(row as unknown as Row);
  }

  /** Adds a group without retention. No group may have the same name. */
  create(group: NewLogGroup): LogGroup {
    const { name, creationTime, kmsKeyId, deletionProtection, tags } = group;
    const row = this.#insert.get(
      name,
      group.class ?? 'STANDARD',
      creationTime,
      kmsKeyId ?? null,
      deletionProtection ? 1 : 0,
      JSON.stringify(tags ?? {}),
    );
    return fromRow(row as unknown as Row);
  }

  delete(id: number): void {
    this.#delete.run(id);
  }

  /** Sets the retention. Undefined means that events never expire. */
  setRetention(id: number, days: number | undefined): void {
    this.#retention.run(days ?? null, id);
  }

  setTags(id: number, tags: Readonly<Record<string, string>>): void {
    this.#tags.run(JSON.stringify(tags), id);
  }

  setDeletionProtection(id: number, enabled: boolean): void {
    this.#protection.run(enabled ? 1 : 0, id);
  }

  /** Adds to the stored bytes. The number may be negative. */
  addStoredBytes(id: number, bytes: number): void {
    this.#bytes.run(bytes, id);
  }
}

function fromRow(row: Row): LogGroup {
  return {
    id: row.id,
    name: row.name,
    class: row.class,
    creationTime: row.creation_time,
    retentionInDays: row.retention_in_days ?? undefined,
    kmsKeyId: row.kms_key_id ?? undefined,
    deletionProtection: row.deletion_protection === 1,
    storedBytes: row.stored_bytes,
    tags: JSON.parse(row.tags),
  };
}
