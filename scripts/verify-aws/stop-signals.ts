import { EXIT } from './exit-codes.ts';

/** Ctrl-C, SIGTERM and SIGHUP: the first one aborts `stop`, the second one `giveUp`, the third one ends the process.
 *  @param onGiveUp says what remains. */
export function stopSignals(onGiveUp: () => void): { readonly stop: AbortSignal; readonly giveUp: AbortSignal } {
  const stop = new AbortController();
  const giveUp = new AbortController();
  const interrupt = () => {
    if (giveUp.signal.aborted) process.exit(EXIT.FAILED);
    if (!stop.signal.aborted) return stop.abort(new Error('interrupted'));
    giveUp.abort(new Error('interrupted'));
    onGiveUp();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  return { stop: stop.signal, giveUp: giveUp.signal };
}
