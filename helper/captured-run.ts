import { type LineWriter, safely } from './line-writer.ts';
import { fieldsOfError } from './loggable-value.ts';
import type { CaptureTarget } from './logging-options.ts';

/** The two records of one run of a handler or a step: a begin record with its input, and an end record with its result or error.
 *  With the capture `errors`, both are written at the end, and only when the run failed. */
export class CapturedRun {
  readonly #lines: LineWriter;
  readonly #target: CaptureTarget;
  readonly #pairId: number;
  readonly #start = performance.now();
  readonly #startedAt = new Date();
  /** A copy that is made before the run, because the handler or step may change its input. */
  readonly #input: unknown;
  readonly #toLoggable: (value: unknown) => unknown;

  /** @param lines writes the records: the lines of the invocation that the run belongs to.
   *  @param pairId the number of this pair of records in the invocation.
   *  @param toLoggable makes a redacted copy of a value. */
  constructor(
    lines: LineWriter,
    target: CaptureTarget,
    pairId: number,
    input: unknown,
    toLoggable: (value: unknown) => unknown,
  ) {
    this.#lines = lines;
    this.#target = target;
    this.#pairId = pairId;
    this.#toLoggable = toLoggable;
    this.#input = target.capture === 'none' ? undefined : toLoggable(input);
    if (target.capture === 'all') this.#writeBegin('INFO');
  }

  /** @param isError whether the result reports a failure, such as a response with the status 500. */
  recordResult(result: unknown, isError = false): void {
    const { capture } = this.#target;
    if (capture === 'none' || (capture === 'errors' && !isError)) return;
    safely(() => this.#writeEnd(isError ? 'ERROR' : 'INFO', { result: this.#toLoggable(result) }));
  }

  recordError(error: unknown): void {
    if (this.#target.capture === 'none') return;
    safely(() => this.#writeEnd('ERROR', fieldsOfError(this.#toLoggable(error))));
  }

  #writeBegin(level: 'INFO' | 'ERROR'): void {
    this.#lines.write(level, `begin ${this.#target.name}`, {
      capture: { ...this.#commonFields('begin'), startedAt: this.#startedAt.toISOString() },
      input: this.#input,
    });
  }

  #writeEnd(level: 'INFO' | 'ERROR', outcome: Readonly<Record<string, unknown>>): void {
    if (this.#target.capture === 'errors') this.#writeBegin('ERROR');
    this.#lines.write(level, `end ${this.#target.name}`, {
      capture: { ...this.#commonFields('end'), durationMs: performance.now() - this.#start },
      ...outcome,
    });
  }

  #commonFields(phase: 'begin' | 'end') {
    return { phase, point: this.#target.point, name: this.#target.name, pair: this.#pairId };
  }
}
