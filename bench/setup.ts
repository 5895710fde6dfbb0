import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const ROOT = join(import.meta.dirname, '..');
/** The script of the `logs` command. */
export const LOGS_SCRIPT = join(ROOT, 'bin', 'run.js');

/** The environment without settings for AWS and the CDK, which would change what is measured. */
export const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name)),
);

/** Options of `startLocalAws` for a benchmark. */
export const LOCAL_AWS = {
  port: 0,
  region: 'us-east-1',
  accountId: '000000000000',
  notice: () => undefined,
} as const;

/** Credentials that the local services accept. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** A directory that exists until it is disposed. */
export interface TemporaryDirectory extends Disposable {
  readonly path: string;
  /** The path of a file in the directory. */
  file(name: string): string;
}

/** Creates a directory that `using` deletes at the end of its block. */
export function temporaryDirectory(): TemporaryDirectory {
  const path = mkdtempSync(join(tmpdir(), 'tailgate-bench-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** The first line that a child process writes to stdout. */
export async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout) for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('The process ended without a line of output.');
}

/** The memory of a process on Linux, in MiB: the current resident set, or its peak. */
export function memoryMebibytes(pid: number | undefined, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
}

/** Runs `work` `count` times, from several clients: each starts the next run when its last one has ended. */
export async function runConcurrently(
  clients: number,
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const client = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: clients }, client));
}
