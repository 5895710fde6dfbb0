import { log } from '../../helper/log.ts';

/** Fails on request, to show the logs of a failed function: `GET /notes/{noteId}?simulate=error|timeout|exit`. Other values
 *  do nothing. */
export async function simulateFailure(kind: string | undefined): Promise<void> {
  switch (kind) {
    case 'error': {
      const note = undefined as unknown as { content: string };
      log('about to fail', 'info', { length: note.content.length });
      return;
    }
    case 'timeout':
      // The promise never settles, and the timer keeps the process running until Lambda stops it.
      return new Promise(() => setInterval(() => undefined, 1000));
    case 'exit':
      process.exit(1);
  }
}
