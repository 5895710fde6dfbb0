import { EXIT } from '../../core/user-error.ts';

/** A signal that aborts on the first Ctrl-C (or SIGTERM, or a closed terminal), so that the command can say its last word.
 *  A second Ctrl-C ends at once. */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    if (controller.signal.aborted) process.exit(EXIT.INTERRUPTED);
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, abort);
  return controller.signal;
}
