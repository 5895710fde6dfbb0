import type { Clock } from './clock.ts';

/** Forwards pages, and yields an empty page whenever no page arrived within the interval. This lets the consumer check its
 *  timeouts while no events arrive. Ends with its source. */
export async function* interleaveTicks<T>(
  pages: AsyncIterable<readonly T[]>,
  intervalMs: number,
  clock: Clock,
): AsyncGenerator<readonly T[]> {
  const iterator = pages[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const timeout = new AbortController();
      const result = await Promise.race([next, clock.wait(intervalMs, timeout.signal)]);
      timeout.abort();
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
