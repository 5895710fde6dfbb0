/** Time, as far as reading logs depends on it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after a number of milliseconds, or as soon as `signal` aborts: who waits looks at the signal afterwards. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end);
    }),
};
