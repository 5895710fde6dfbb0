import { DDSketch } from '@datadog/sketches-js';

/** Longer than any invocation (15 minutes) or connection (2 hours): a line with such a value is not one of AWS. */
export const MAX_DURATION_MS = 86_400_000;
/** The relative error of a quantile. */
const RELATIVE_ACCURACY = 0.01;

/** Quantiles of durations in milliseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Computes quantiles of any number of durations. The memory does not grow with their number.
 *  @see https://arxiv.org/abs/1908.10693 */
export class Durations {
  readonly #sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });

  /** @param milliseconds values that are not a duration are ignored. */
  add(milliseconds: unknown): void {
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0 && milliseconds <= MAX_DURATION_MS)) return;
    this.#sketch.accept(milliseconds);
  }

  /** Each quantile has an error of at most 1 %. For example, `p95` is the shortest duration such that 95 % of all durations are not
   *  longer. Null without durations. */
  get quantiles(): Quantiles | null {
    const { count, max } = this.#sketch;
    if (count === 0) return null;
    return { p50: this.#quantile(0.5), p95: this.#quantile(0.95), p99: this.#quantile(0.99), max };
  }

  #quantile(share: number): number {
    const { count, max } = this.#sketch;
    const index = Math.ceil(share * count) - 1;
    // The sketch rounds `quantile * (count - 1)` down to the index; the half prevents that a rounding error makes it one less.
    const quantile = count === 1 ? 1 : Math.min(1, (index + 0.5) / (count - 1));
    // Its value may be greater than the maximum, within its error.
    return Math.min(this.#sketch.getValueAtQuantile(quantile), max);
  }
}
