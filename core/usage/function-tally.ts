import type { LogRecord } from '../log-event.ts';
import { Durations, MAX_DURATION_MS, type Quantiles } from './durations.ts';

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
/** Ten times the memory that a function can have.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_MEMORY_MB = 102_400;

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
    if ([metrics.initDurationMs, metrics.restoreDurationMs].some((duration) => isUpTo(duration, MAX_DURATION_MS)))
      this.#coldStarts += 1;
    this.#durations.add(metrics.durationMs);
    const { maxMemoryUsedMB, memorySizeMB, billedDurationMs } = metrics;
    if (isUpTo(maxMemoryUsedMB, MAX_MEMORY_MB))
      this.#maxMemoryUsedMB = Math.max(this.#maxMemoryUsedMB ?? 0, maxMemoryUsedMB);
    if (!isUpTo(memorySizeMB, MAX_MEMORY_MB)) return;
    this.#memorySizeMB = memorySizeMB;
    if (isUpTo(billedDurationMs, MAX_DURATION_MS)) this.#billedMbMilliseconds += billedDurationMs * memorySizeMB;
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

/** A function can write a line that looks like a report of Lambda, with any value. */
function isUpTo(value: unknown, max: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= max;
}
