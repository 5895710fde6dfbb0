import { once } from 'node:events';

let endOnClosedPipe = (): void => process.exit(0);

/** `logs tail … | head -1`: whoever read the output has seen enough. That is no fault: exit 0, and no word about it. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      endOnClosedPipe();
    });
  }
}

/** What is done, instead of exiting at once, when whoever read the output has seen enough. */
export function onClosedPipe(end: () => void): void {
  endOnClosedPipe = end;
}

/** Writes data to stdout, and waits while the reader is slower. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text) && process.stdout.writable) await once(process.stdout, 'drain');
}

/** One line to the person at the terminal, on stderr: data and notices never mix. */
export function notice(message: string): void {
  process.stderr.write(`${message}\n`);
}
