import type { Clock } from './clock.ts';

/** Hands pages on, and an empty page whenever none came for a time: so that what waits for a time to pass is looked at even
 *  when nothing else happens. Ends with its source. */
export async function* interleaveTicks<T>(
  pages: AsyncIterable<readonly T[]>,
  intervalMs: number,
  clock: Clock,
): AsyncGenerator<readonly T[]> {
  const iterator = pages[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const pause = new AbortController();
      const result = await Promise.race([next, clock.wait(intervalMs, pause.signal)]);
      pause.abort();
      if (result === undefined) {
        yield [];
      } else if (result.done) {
        return;
      } else {
        yield result.value;
        next = iterator.next();
      }
    }
  } finally {
    await iterator.return?.();
  }
}
