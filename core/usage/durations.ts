import { DDSketch } from '@datadog/sketches-js';

/** How far a quantile may be from the true one, as a share of it. */
const RELATIVE_ACCURACY = 0.01;

/** Quantiles of durations in milliseconds. */
export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Any number of durations, of which quantiles are wanted, in a memory that does not grow with their number.
 *  @see https://arxiv.org/abs/1908.10693 */
export class Durations {
  readonly #sketch = new DDSketch({ relativeAccuracy: RELATIVE_ACCURACY });

  /** @param milliseconds what is no length of time is left out. */
  add(milliseconds: unknown): void {
    if (typeof milliseconds !== 'number' || !Number.isFinite(milliseconds) || milliseconds < 0) return;
    this.#sketch.accept(milliseconds);
  }

  /** Within 1 % of the true quantiles; null when there was no duration. */
  get quantiles(): Quantiles | null {
    const { count, max } = this.#sketch;
    if (count === 0) return null;
    // The sketch rounds within its accuracy, and may go past the largest by that.
    const at = (quantile: number) => Math.min(this.#sketch.getValueAtQuantile(quantile), max);
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max };
  }
}
