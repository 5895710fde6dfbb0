/** One figure of the benchmark: what was measured, and what the same machine needs for the least that could do the job. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The floor, measured in the same run. */
  readonly floor?: number;
  /** What `value / floor` (or `value`, where there is no floor) must not exceed. */
  readonly limit?: number;
  /** What `value`, a rate, must reach. */
  readonly least?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The median time of several runs, in milliseconds; the first runs warm caches and do not count. */
export async function medianTime(runs: number, work: () => Promise<void> | void): Promise<number> {
  const times: number[] = [];
  for (let run = -2; run < runs; run += 1) {
    const start = performance.now();
    await work();
    if (run >= 0) times.push(performance.now() - start);
  }
  return median(times);
}
