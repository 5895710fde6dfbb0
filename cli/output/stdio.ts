import { once } from 'node:events';
import { onOneLine } from '../../core/render/sanitize.ts';
import { EXIT, type ExitCode } from '../../core/user-error.ts';
import { type OutputKind, safeOutput } from './safe-output.ts';

let onOutputClosed = (exitCode: ExitCode): void => process.exit(exitCode);

/** Ends the process without a message when the reader of stdout or stderr closes it. */
export function exitWhenOutputCloses(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const exitCode = exitCodeOfClosedOutput(error);
      if (exitCode === undefined) throw error;
      onOutputClosed(exitCode);
    });
  }
}

/** Replaces the exit of the process when the output is closed. */
export function setOutputClosedHandler(handler: (exitCode: ExitCode) => void): void {
  onOutputClosed = handler;
}

/** The exit code for a failed write: success when a pipe was closed, as by `logs tail … | head -1`; interrupted when a terminal
 *  was closed.
 *  @returns undefined for any other error. */
export function exitCodeOfClosedOutput({ code }: NodeJS.ErrnoException): ExitCode | undefined {
  if (code === 'EPIPE') return EXIT.SUCCESS;
  return code === 'EIO' ? EXIT.INTERRUPTED : undefined;
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
