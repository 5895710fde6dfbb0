import { once } from 'node:events';
import { EXIT, type ExitCode } from '../../core/user-error.ts';

let end = (exitCode: ExitCode): void => process.exit(exitCode);

/** Ends when nobody is there any more to read the output: quietly, for there is nobody to tell. */
export function endQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const exitCode = exitCodeOfLostReader(error);
      if (exitCode === undefined) throw error;
      end(exitCode);
    });
  }
}

/** What is done, instead of exiting at once, when nobody reads any more. */
export function onLostReader(instead: (exitCode: ExitCode) => void): void {
  end = instead;
}

/** What a failed write says of the reader: `logs tail … | head -1` has seen enough, which is no fault; a terminal that was closed
 *  is an interruption. @returns undefined for any other failure. */
export function exitCodeOfLostReader({ code }: NodeJS.ErrnoException): ExitCode | undefined {
  if (code === 'EPIPE') return EXIT.SUCCESS;
  return code === 'EIO' ? EXIT.INTERRUPTED : undefined;
}

/** Writes data to stdout, and waits while the reader is slower. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text) && process.stdout.writable) await once(process.stdout, 'drain');
}

/** One line to the person at the terminal, on stderr: data and notices never mix. */
export function notice(message: string): void {
  process.stderr.write(`${message}\n`);
}
