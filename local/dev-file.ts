import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The content of the file in which a running `logs dev` or `logs run` publishes where it listens. The file is written once all
 *  servers listen, and removed when the command ends. */
export interface DevFile {
  /** The command that wrote the file. @default logs dev */
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

/** The log group for the output of a program that `logs run` starts. */
export function programLogGroup(appId: string): string {
  return `/tailgate/run/${appId}`;
}

/** The log group for the requests to a program that `logs run` starts. */
export function requestLogGroup(appId: string): string {
  return `${programLogGroup(appId)}/api`;
}

/** The path of the file that `logs dev` or `logs run` writes in this directory. */
export function devFilePath(directory: string): string {
  return join(directory, DATA_DIRECTORY, 'dev.json');
}

/** Reads the file of a running `logs dev` or `logs run`. Undefined if no such file exists or its process has ended. */
export function readDevFile(directory: string): DevFile | undefined {
  let file: DevFile;
  try {
    file = JSON.parse(readFileSync(devFilePath(directory), 'utf8'));
  } catch {
    return undefined;
  }
  return Number.isInteger(file.pid) && typeof file.endpoint === 'string' && isRunning(file.pid) ? file : undefined;
}

/** Writes the file atomically: a reader never sees a part of it. */
export function writeDevFile(directory: string, file: DevFile): void {
  const path = devFilePath(directory);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(file, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}

/** Removes the file, if it exists. */
export function removeDevFile(directory: string): void {
  rmSync(devFilePath(directory), { force: true });
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
