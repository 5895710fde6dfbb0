import { CapturedRun } from './captured-run.ts';
import { currentInvocation, currentLines } from './invocation.ts';
import { isThenable } from './is-thenable.ts';
import { safely } from './line-writer.ts';
import { loggableValue } from './loggable-value.ts';
import { type Capture, stepCapture } from './logging-options.ts';

/** The label of a step, or its label and its own capture setting, which takes precedence over that of `withLogging`. */
export type Step = string | { readonly label: string; readonly capture?: Capture };

/**
 * Calls `work(...input)` and records the step: a begin record with the input, and an end record with the result or the error.
 * Which calls are recorded depends on `capture`: the step's own, otherwise `capture.steps` of `withLogging`, otherwise `none`.
 *
 * @param work a function, which may be asynchronous. A captured step returns a promise where `work` returns any thenable.
 * @param input the arguments of `work`.
 * @returns what `work` returns; throws what `work` throws.
 * @example
 * ```ts
 * const note = await logStep('load note', (id: string) => table.get(id), noteId);
 * const total = logStep({ label: 'add up', capture: 'all' }, addUp, prices);
 * ```
 */
export function logStep<Args extends unknown[], Result>(
  step: Step,
  work: (...input: Args) => Result,
  ...input: Args
): Result {
  const captured = safely(() => startCapture(step, input));
  let result: Result;
  try {
    result = work(...input);
  } catch (error) {
    captured?.recordError(error);
    throw error;
  }
  if (captured && isThenable(result)) return recordWhenSettled(result, captured) as Result;
  captured?.recordResult(result);
  return result;
}

/** @returns undefined when the step is not captured. */
function startCapture(step: Step, input: readonly unknown[]): CapturedRun | undefined {
  const invocation = currentInvocation();
  const options = invocation?.options ?? {};
  const { label: name, capture = stepCapture(options) } = typeof step === 'string' ? { label: step } : step;
  if (capture === 'none') return undefined;
  const toLoggable = (value: unknown) => loggableValue(value, options.redact ?? []);
  const pairId = invocation?.nextPairId() ?? 0;
  return new CapturedRun(currentLines(), { point: 'step', name, capture }, pairId, input, toLoggable);
}

async function recordWhenSettled<T>(work: PromiseLike<T>, captured: CapturedRun): Promise<T> {
  let result: T;
  try {
    result = await work;
  } catch (error) {
    captured.recordError(error);
    throw error;
  }
  captured.recordResult(result);
  return result;
}
