/** One line of the benchmark's output. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value of the simplest program that does the same job, measured in the same run. */
  readonly floor?: number;
  /** The maximum of `value / floor`, or of `value` if there is no floor. */
  readonly limit?: number;
  /** The minimum of `value`, for a rate. */
  readonly minimum?: number;
}

/** The median of the values; NaN without values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A percentile of the values; NaN without values. @param fraction 0.99 for the 99th percentile. */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN;
}

/** The duration of `work` in milliseconds. */
export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The durations of several runs in milliseconds, one run after the other.
 *  @param warmUps runs before the others, whose durations are not returned. */
export async function timesOf(
  runs: number,
  work: () => Promise<unknown> | unknown,
  { warmUps = 0 } = {},
): Promise<number[]> {
  const times: number[] = [];
  for (let run = -warmUps; run < runs; run += 1) {
    const time = await timed(work);
    if (run >= 0) times.push(time);
  }
  return times;
}

/** The median duration of several runs in milliseconds, after two warm-up runs. */
export async function medianTime(runs: number, work: () => Promise<void> | void): Promise<number> {
  return median(await timesOf(runs, work, { warmUps: 2 }));
}
