import { log } from '../../helper/log.ts';

/** Lets somebody see what a failing function leaves in the logs: `GET /notes/{noteId}?simulate=error|timeout|exit`. Other
 *  values do nothing. */
export async function simulateFailure(kind: string | undefined): Promise<void> {
  switch (kind) {
    case 'error': {
      const note = undefined as unknown as { content: string };
      log('about to fail', 'info', { length: note.content.length });
      return;
    }
    case 'timeout':
      // Never settles, and the timer keeps the function busy until Lambda ends it.
      return new Promise(() => setInterval(() => undefined, 1000));
    case 'exit':
      process.exit(1);
  }
}
