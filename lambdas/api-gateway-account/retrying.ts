/** Milliseconds in which a role that was just made becomes known to API Gateway, and then some. */
export const PROPAGATION_MS = 100_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;

export interface Waiting {
  now(): number;
  wait(milliseconds: number): Promise<void>;
}

/** Does it again while it fails with what passes, with growing pauses.
 *  @throws the last error, once about 100 s have gone by or at once when waiting would mend nothing. */
export async function retrying<T>(
  call: () => Promise<T>,
  isPassing: (error: Error) => boolean,
  waiting: Waiting,
): Promise<T> {
  const end = waiting.now() + PROPAGATION_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error as Error) || waiting.now() + pause > end) throw error;
      await waiting.wait(pause);
    }
  }
}
