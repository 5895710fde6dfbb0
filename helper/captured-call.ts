import { logLines, safely } from './line-writer.ts';
import { errorFields } from './loggable-value.ts';
import type { Capture } from './logging-options.ts';

export interface CapturePoint {
  readonly point: 'function' | 'route' | 'step';
  readonly name: string;
  readonly capture: Capture;
}

/** The two records of one call: its input when it begins, its result or error when it ends. `errors` writes both only when the
 *  call failed. */
export class CapturedCall {
  readonly #point: CapturePoint;
  readonly #id: number;
  readonly #start = performance.now();
  readonly #startedAt = new Date();
  /** As it was at the beginning: the call may change it. */
  readonly #input: unknown;
  readonly #written: (value: unknown) => unknown;

  /** @param id tells the pairs of an invocation apart.
   *  @param written makes a value fit to be written. */
  constructor(point: CapturePoint, id: number, input: unknown, written: (value: unknown) => unknown) {
    this.#point = point;
    this.#id = id;
    this.#written = written;
    this.#input = point.capture === 'none' ? undefined : written(input);
    if (point.capture === 'all') this.#writeBegin('INFO');
  }

  /** @param isError whether the result says that the call failed, as an answer with a status of 500 does. */
  succeeded(result: unknown, isError = false): void {
    const { capture } = this.#point;
    if (capture === 'none' || (capture === 'errors' && !isError)) return;
    safely(() => this.#writeEnd(isError ? 'ERROR' : 'INFO', { result: this.#written(result) }));
  }

  failed(error: unknown): void {
    if (this.#point.capture === 'none') return;
    safely(() => this.#writeEnd('ERROR', errorFields(this.#written(error))));
  }

  #writeBegin(severity: 'INFO' | 'ERROR'): void {
    logLines().write(severity, `begin ${this.#point.name}`, {
      capture: { ...this.#head('begin'), startedAt: this.#startedAt.toISOString() },
      input: this.#input,
    });
  }

  #writeEnd(severity: 'INFO' | 'ERROR', outcome: Readonly<Record<string, unknown>>): void {
    if (this.#point.capture === 'errors') this.#writeBegin('ERROR');
    logLines().write(severity, `end ${this.#point.name}`, {
      capture: { ...this.#head('end'), durationMs: performance.now() - this.#start },
      ...outcome,
    });
  }

  #head(phase: 'begin' | 'end') {
    return { phase, point: this.#point.point, name: this.#point.name, pair: this.#id };
  }
}
