import { EXIT } from '../../core/user-error.ts';

/** Returns a signal that aborts on the first Ctrl-C, SIGTERM or SIGHUP, so that the command can print its summary.
 *  The second one ends the process at once. */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  const abort = () => {
    if (controller.signal.aborted) process.exit(EXIT.INTERRUPTED);
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, abort);
  return controller.signal;
}

/** Resolves when the signal is aborted. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
}

/** Aborts its signal when `reset` was not called for a time. */
export class IdleTimer {
  readonly #controller = new AbortController();
  readonly #timeoutMs: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param timeoutMs undefined: the signal never aborts. */
  constructor(timeoutMs: number | undefined) {
    this.#timeoutMs = timeoutMs;
    this.reset();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  reset(): void {
    this.stop();
    if (this.#timeoutMs !== undefined) this.#timer = setTimeout(() => this.#controller.abort(), this.#timeoutMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
