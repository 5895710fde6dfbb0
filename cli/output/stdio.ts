import { once } from 'node:events';
import { onOneLine } from '../../core/render/sanitize.ts';
import { systemErrorReason } from '../../core/system-error.ts';
import { EXIT, type ExitCode } from '../../core/user-error.ts';
import { type OutputKind, safeOutput } from './safe-output.ts';

let onOutputFailed = (exitCode: ExitCode): void => process.exit(exitCode);

/** Ends the process when stdout cannot be written: without a message when its reader has closed it. When only stderr cannot be written,
 *  the command goes on: its data is still read. Replaces the listener that oclif adds when it is loaded, which throws the error. */
export function exitWhenOutputFails(): void {
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    const exitCode = exitCodeOfFailedOutput(error);
    if (exitCode === EXIT.LOCAL_ERROR) notice(`error: The output cannot be written: ${systemErrorReason(error)}.`);
    onOutputFailed(exitCode);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO') onOutputFailed(EXIT.INTERRUPTED);
  });
}

/** Replaces the exit of the process when stdout cannot be written. */
export function setOutputFailedHandler(handler: (exitCode: ExitCode) => void): void {
  onOutputFailed = handler;
}

/** The exit code for a failed write to stdout: success when a pipe was closed, as by `logs tail … | head -1`; interrupted when a
 *  terminal was closed; otherwise that of a local error, such as a full disk. */
export function exitCodeOfFailedOutput({ code }: NodeJS.ErrnoException): ExitCode {
  if (code === 'EPIPE') return EXIT.SUCCESS;
  return code === 'EIO' ? EXIT.INTERRUPTED : EXIT.LOCAL_ERROR;
}

/** Writes data to stdout, made harmless for a terminal, and waits until a slow reader has caught up. */
export async function writeOut(text: string, kind: OutputKind = 'text'): Promise<void> {
  await writeRaw(safeOutput(text, kind, process.stdout.isTTY));
}

/** Writes the messages of `--raw` to stdout unchanged, and waits until a slow reader has caught up. */
export async function writeRaw(text: string): Promise<void> {
  if (!process.stdout.write(text) && process.stdout.writable) await once(process.stdout, 'drain');
}

/** Writes one line for the user to stderr: stdout contains only data. A message may contain names and texts of a service. */
export function notice(message: string): void {
  process.stderr.write(`${safeOutput(onOneLine(message), 'text', process.stderr.isTTY)}\n`);
}

/** `1 event`, `2 events` */
export function pluralize(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
