import { once } from 'node:events';

/** `logs tail … | head -1`: whoever read the output has seen enough. That is no fault: exit 0, and no word about it. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
}

/** Writes data to stdout, and waits while the reader is slower. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** One line to the person at the terminal, on stderr: data and notices never mix. */
export function notice(message: string): void {
  process.stderr.write(`${message}\n`);
}
