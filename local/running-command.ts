import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObject } from '../core/is-object.ts';
import { isLoopbackUrl } from './http/loopback.ts';
import { machineStart, processStart } from './process-start.ts';

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

/** Times of the system are accurate to seconds, and its clock can be corrected while a command runs. */
const CLOCK_TOLERANCE_MS = 60_000;

function runningCommandPath(directory: string): string {
  return join(directory, DATA_DIRECTORY, 'dev.json');
}

/** Undefined if neither command runs in the directory: no file exists, its process has ended, or it is not a file of these commands. A
 *  repository can contain such a file, so only an endpoint on this machine is trusted. */
export function readRunningCommand(directory: string): RunningCommand | undefined {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(runningCommandPath(directory), 'utf8'));
  } catch {
    return undefined;
  }
  return isRunningCommand(file) && isLoopbackUrl(file.endpoint) && isRunning(file) ? file : undefined;
}

function isRunningCommand(file: unknown): file is RunningCommand {
  if (!isObject(file)) return false;
  const { command = 'logs dev', pid, endpoint, region, apis, startedAt } = file;
  return (
    (command === 'logs dev' || command === 'logs run') &&
    Number.isInteger(pid) &&
    [endpoint, region, startedAt].every((text) => typeof text === 'string') &&
    isObject(apis) &&
    Object.values(apis).every((url) => typeof url === 'string')
  );
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

/** Whether the process that wrote the file still runs. After a restart of the machine or the container, another process can have its id:
 *  that one, or the machine, started later. */
function isRunning({ pid, startedAt }: RunningCommand): boolean {
  const start = processStart(pid) ?? machineStart();
  return exists(pid) && start <= Date.parse(startedAt) + CLOCK_TOLERANCE_MS;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process runs as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
