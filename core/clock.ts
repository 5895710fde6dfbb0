/** The time, and waiting. Tests use a virtual clock, on which hours take milliseconds. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after this time, or as soon as `signal` aborts. It never rejects: the caller checks the signal afterwards. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of this machine. The process stays alive while something waits. */
export const systemClock: Clock = {
  now: Date.now,
  wait: (milliseconds, signal) => abortableTimer(milliseconds, signal),
};

/** The clock of this machine, for work that does not keep the process alive while it waits. */
export const backgroundClock: Clock = {
  now: Date.now,
  wait: (milliseconds, signal) => abortableTimer(milliseconds, signal, (timer) => timer.unref()),
};

function abortableTimer(
  milliseconds: number,
  signal: AbortSignal | undefined,
  started?: (timer: NodeJS.Timeout) => void,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      // A signal that lives for hours would otherwise collect a listener for each wait.
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    started?.(timer);
    signal?.addEventListener('abort', end);
  });
}
