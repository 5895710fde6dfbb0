import type { LogRecord } from '../log-event.ts';
import { Durations, type Quantiles } from './durations.ts';

/** The totals of Lambda's reports of one function, or of several functions together. */
export interface FunctionUsage {
  readonly invocations: number;
  readonly errors: number;
  readonly coldStarts: number;
  readonly durationMs: Quantiles | null;
  /** The configured memory in the last report; null when no report has it. */
  readonly memorySizeMB: number | null;
  /** The maximum of all invocations; null when no report has it. */
  readonly maxMemoryUsedMB: number | null;
  readonly billedGbSeconds: number;
}

const MB_MILLISECONDS_PER_GB_SECOND = 1024 * 1000;

/** Adds up `function.report` records. */
export class FunctionTally {
  readonly #durations = new Durations();
  #invocations = 0;
  #errors = 0;
  #coldStarts = 0;
  #memorySizeMB: number | null = null;
  #maxMemoryUsedMB: number | null = null;
  #billedMbMilliseconds = 0;

  /** @param failed whether the invocation failed. The report may have the status `success` nevertheless. */
  add(report: LogRecord, failed: boolean): void {
    const metrics = (report.fields?.metrics ?? {}) as Readonly<Record<string, unknown>>;
    this.#invocations += 1;
    if (failed) this.#errors += 1;
    // A function with SnapStart is restored instead of initialized.
    if (isNumber(metrics.initDurationMs) || isNumber(metrics.restoreDurationMs)) this.#coldStarts += 1;
    this.#durations.add(metrics.durationMs);
    if (isNumber(metrics.maxMemoryUsedMB))
      this.#maxMemoryUsedMB = Math.max(this.#maxMemoryUsedMB ?? 0, metrics.maxMemoryUsedMB);
    if (!isNumber(metrics.memorySizeMB)) return;
    this.#memorySizeMB = metrics.memorySizeMB;
    if (isNumber(metrics.billedDurationMs))
      this.#billedMbMilliseconds += metrics.billedDurationMs * metrics.memorySizeMB;
  }

  get usage(): FunctionUsage {
    return {
      invocations: this.#invocations,
      errors: this.#errors,
      coldStarts: this.#coldStarts,
      durationMs: this.#durations.quantiles,
      memorySizeMB: this.#memorySizeMB,
      maxMemoryUsedMB: this.#maxMemoryUsedMB,
      billedGbSeconds: this.#billedMbMilliseconds / MB_MILLISECONDS_PER_GB_SECOND,
    };
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
