/** Increase this with each change of the tables. A file of another version is moved aside and not read. */
export const SCHEMA_VERSION = 1;

/** The events of a group or a stream from a time on are one range of an index. The last column of each index is the rowid, which is
 *  the id of the event and increases with ingestion. For this reason a range has the order in which the service returns events, without
 *  sorting. The indexes do not contain messages, so that they stay small.
 *
 *  Ids of groups and streams are never reused (AUTOINCREMENT). A deleted group or stream disappears with its row. Its events are purged
 *  later, in slices. */
export const SCHEMA = `
  CREATE TABLE state (
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE log_group (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    class TEXT NOT NULL,
    creation_time INTEGER NOT NULL,
    retention_in_days INTEGER,
    kms_key_id TEXT,
    deletion_protection INTEGER NOT NULL DEFAULT 0,
    stored_bytes INTEGER NOT NULL DEFAULT 0,
    tags TEXT NOT NULL DEFAULT '{}'
  ) STRICT;

  CREATE TABLE log_stream (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    creation_time INTEGER NOT NULL,
    first_event_timestamp INTEGER,
    last_event_timestamp INTEGER,
    last_ingestion_time INTEGER,
    UNIQUE (group_id, name)
  ) STRICT;
  CREATE INDEX log_stream_by_last_event ON log_stream (group_id, coalesce(last_event_timestamp, 0), name);

  CREATE TABLE log_event (
    id INTEGER PRIMARY KEY,
    group_id INTEGER NOT NULL,
    stream_id INTEGER NOT NULL,
    timestamp INTEGER NOT NULL,
    ingestion_time INTEGER NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX log_event_by_group ON log_event (group_id, timestamp);
  CREATE INDEX log_event_by_stream ON log_event (stream_id, timestamp);

  CREATE TABLE subscription_filter (
    group_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    pattern TEXT NOT NULL,
    destination_arn TEXT NOT NULL,
    role_arn TEXT,
    distribution TEXT NOT NULL,
    apply_on_transformed_logs INTEGER NOT NULL,
    creation_time INTEGER NOT NULL,
    PRIMARY KEY (group_id, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE purge (
    stream_id INTEGER PRIMARY KEY
  ) STRICT;
`;
