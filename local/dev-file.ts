import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Says where the `logs dev` or the `logs run` of a directory listens; written once everything answers, gone when it ends. */
export interface DevFile {
  /** @default logs dev */
  readonly command?: 'logs dev' | 'logs run';
  readonly pid: number;
  /** One URL for every AWS service that is served. */
  readonly endpoint: string;
  readonly region: string;
  /** Base URL by `<stack>/<api logical id>/<stage>`; of `logs run`, by the program's id. */
  readonly apis: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** Where `logs dev` and `logs run` keep what they write, within the directory that they run in. */
export const DATA_DIRECTORY = '.tailgate';

/** The file in which the log events of a directory are kept. */
export function recordingPath(directory: string): string {
  return join(directory, DATA_DIRECTORY, 'logs.db');
}

export function devFilePath(directory: string): string {
  return join(directory, DATA_DIRECTORY, 'dev.json');
}

/** The running `logs dev` or `logs run` of a directory; undefined when none runs: a file whose process is gone does not count. */
export function readDevFile(directory: string): DevFile | undefined {
  let file: DevFile;
  try {
    file = JSON.parse(readFileSync(devFilePath(directory), 'utf8'));
  } catch {
    return undefined;
  }
  return Number.isInteger(file.pid) && typeof file.endpoint === 'string' && isRunning(file.pid) ? file : undefined;
}

/** Writes the file in one step: who reads it sees all of it or none. */
export function writeDevFile(directory: string, file: DevFile): void {
  const path = devFilePath(directory);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

export function removeDevFile(directory: string): void {
  rmSync(devFilePath(directory), { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It runs, but for somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
