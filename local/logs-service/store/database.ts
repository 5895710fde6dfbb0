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

/** SQLite can open the file, but its content is damaged or is not a log store of this version. */
class DamagedFileError extends Error {}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Opens the database of the log store as its only writer, and creates the tables in a new file.
 *
 *  A damaged file, or one of another version, is renamed to `<path>.damaged-<time>` and replaced by an empty one. `notice` is then
 *  called with a one-line message.
 *  @throws StoreError when the file is in use by another process, or cannot be read or written. */
export function openDatabaseFile(path: string, notice: (message: string) => void): DatabaseSync {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return open(path);
  } catch (error) {
    if (!isDamageError(error)) throw storeError(path, error);
    const renamed = moveAside(path);
    notice(
      `The log store ${path} cannot be read (${message(error)}): it was renamed to ${renamed}, and an empty one was created.`,
    );
    try {
      return open(path);
    } catch (second) {
      throw storeError(path, second);
    }
  }
}

/** Opens a database in memory. */
export function openMemoryDatabase(): DatabaseSync {
  return open(':memory:');
}

/** Closes the database. The next start does not check a file that is closed without damage. */
export function closeDatabase(database: DatabaseSync, isUndamaged: boolean): void {
  if (isUndamaged) database.exec(`INSERT OR REPLACE INTO state VALUES ('closed', 1)`);
  database.close();
}

/** Whether the error means that the file is damaged. */
export function isDamageError(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB || error instanceof DamagedFileError;
}

function open(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // NORMAL in WAL mode: committed data is in the page cache of the system, so that it survives the end of the process.
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -4096;
      PRAGMA journal_size_limit = 67108864;
    `);
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version === 0) createTables(database);
    else if (version !== SCHEMA_VERSION) throw new DamagedFileError(`its version is ${version}`);
    else checkUnlessClosed(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function createTables(database: DatabaseSync): void {
  const { count } = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get() as { count: number };
  if (count > 0) throw new DamagedFileError('it is not a log store');
  database.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
}

/** Checks the whole file, unless the last session closed it without damage. This takes half a second per million events. */
function checkUnlessClosed(database: DatabaseSync): void {
  const closed = database.prepare(`DELETE FROM state WHERE key = 'closed'`).run().changes === 1;
  if (closed) return;
  const { quick_check: result } = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
  if (result !== 'ok') throw new DamagedFileError(result);
}

function moveAside(path: string): string {
  const movedPath = `${path}.damaged-${new Date().toISOString().replace(/[-:]/g, '')}`;
  renameSync(path, movedPath);
  for (const suffix of ['-wal', '-journal']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, movedPath + suffix);
  }
  rmSync(`${path}-shm`, { force: true });
  return movedPath;
}

function storeError(path: string, error: unknown): StoreError {
  const text =
    sqliteCode(error) === SQLITE_BUSY
      ? `The log store ${path} is in use by another process: end it, or use another directory.`
      : `The log store ${path} cannot be opened: ${message(error)}.`;
  return new StoreError(text, undefined, { cause: error });
}

function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  // The low byte is the primary result code.
  return typeof code === 'number' ? code & 0xff : undefined;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
