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

  /** Within 1 % of the least duration that so many of all do not exceed; null when there was no duration. */
  get quantiles(): Quantiles | null {
    const { count, max } = this.#sketch;
    if (count === 0) return null;
    return { p50: this.#atMostFor(0.5), p95: this.#atMostFor(0.95), p99: this.#atMostFor(0.99), max };
  }

  #atMostFor(share: number): number {
    const { count, max } = this.#sketch;
    const index = Math.ceil(share * count) - 1;
    // The sketch cuts `quantile * (count - 1)` to the index: the half keeps it from being one less by rounding.
    const quantile = count === 1 ? 1 : Math.min(1, (index + 0.5) / (count - 1));
    // It rounds within its accuracy, and may go past the largest by that.
    return Math.min(this.#sketch.getValueAtQuantile(quantile), max);
  }
}
