import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { EXIT, UserError } from '../../../core/user-error.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** The log store cannot be opened. */
export class StoreError extends UserError {
  override name = 'StoreError';
  readonly exitCode = EXIT.SERVICE_ERROR;
}

/** A file that SQLite can open but must not be read on. */
class DamagedFileError extends Error {}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Opens the database of the log store, makes its tables where there are none, and takes the lock of its one writer.
 *
 *  A damaged file, or one of another version, is renamed to `<path>.damaged-<time>` and an empty one is started; `warn`
 *  gets one line that says so.
 *  @throws StoreError when the file is in use by another process, or cannot be read or written. */
export function openDatabaseFile(path: string, warn: (message: string) => void): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return open(path);
  } catch (error) {
    if (!isDamage(error)) throw inWords(path, error);
    const aside = setAside(path);
    warn(`The log store ${path} cannot be read (${message(error)}): it is now ${aside}, and an empty one was started.`);
    try {
      return open(path);
    } catch (second) {
      throw inWords(path, second);
    }
  }
}

/** A database that lives as long as the process. */
export function openMemoryDatabase(): DatabaseSync {
  return open(':memory:');
}

/** Closes the database; a file closed so is not checked when it is next opened. */
export function closeDatabase(database: DatabaseSync, undamaged: boolean): void {
  if (undamaged) database.exec(`INSERT OR REPLACE INTO state VALUES ('closed', 1)`);
  database.close();
}

/** Whether SQLite says that what it reads is damaged. */
export function isDamage(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB || error instanceof DamagedFileError;
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // NORMAL in WAL mode: what was committed is in the page cache of the system, and survives the end of the process.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -4096;
      PRAGMA journal_size_limit = 67108864;
    `);
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version === 0) createTables(database);
    else if (version !== SCHEMA_VERSION) throw new DamagedFileError(`it is of version ${version}`);
    else checkUnlessClosed(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function createTables(database: DatabaseSync): void {
  const { count } = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get() as { count: number };
  if (count > 0) throw new DamagedFileError('it is no log store');
  database.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}

/** Reads the whole file after a session that did not end properly, or that met damage: half a second for a million events. */
function checkUnlessClosed(database: DatabaseSync): void {
  const closed = database.prepare(`DELETE FROM state WHERE key = 'closed'`).run().changes === 1;
  if (closed) return;
  const { quick_check: result } = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
  if (result !== 'ok') throw new DamagedFileError(result);
}

function setAside(path: string): string {
  const aside = `${path}.damaged-${new Date().toISOString().replace(/[-:]/g, '')}`;
  renameSync(path, aside);
  for (const suffix of ['-wal', '-journal']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  rmSync(`${path}-shm`, { force: true });
  return aside;
}

function inWords(path: string, error: unknown): StoreError {
  const words =
    sqliteCode(error) === SQLITE_BUSY
      ? `The log store ${path} is in use by another process: end it, or name another directory.`
      : `The log store ${path} cannot be opened: ${message(error)}.`;
  return new StoreError(words, undefined, { cause: error });
}

function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  // The low byte is the primary code, the rest says more.
  return typeof code === 'number' ? code & 0xff : undefined;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
