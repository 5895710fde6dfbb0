import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A `logs dev` or `logs run` that runs in a directory. It writes these members to a file once all its servers listen, and removes
 *  the file when it ends. */
export interface RunningCommand {
  /** @default logs dev */
  readonly command?: 'logs dev' | 'logs run';
  readonly pid: number;
  /** One URL for all AWS services that are served. */
  readonly endpoint: string;
  readonly region: string;
  /** Base URL by `<stack>/<api logical id>/<stage>`; for `logs run`, by the id of the program. */
  readonly apis: Readonly<Record<string, string>>;
  /** ISO 8601. */
  readonly startedAt: string;
}

/** The folder for the files of `logs dev` and `logs run`, relative to the directory in which they run. */
export const DATA_DIRECTORY = '.tailgate';

/** The file that stores the log events of a directory. */
export function recordingPath(directory: string): string {
  return join(directory, DATA_DIRECTORY, 'logs.db');
}

function runningCommandPath(directory: string): string {
  return join(directory, DATA_DIRECTORY, 'dev.json');
}

/** Undefined if neither command runs in the directory: no file exists, or its process has ended. */
export function readRunningCommand(directory: string): RunningCommand | undefined {
  let file: RunningCommand;
  try {
    file = JSON.parse(readFileSync(runningCommandPath(directory), 'utf8'));
  } catch {
    return undefined;
  }
  return Number.isInteger(file.pid) && typeof file.endpoint === 'string' && isRunning(file.pid) ? file : undefined;
}

/** Writes the file atomically: a reader never sees a part of it. */
export function writeRunningCommand(directory: string, file: RunningCommand): void {
  const path = runningCommandPath(directory);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** Removes the file, if it exists. */
export function removeRunningCommand(directory: string): void {
  rmSync(runningCommandPath(directory), { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process runs as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
