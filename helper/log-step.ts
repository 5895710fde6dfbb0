import { CapturedCall } from './captured-call.ts';
import { currentInvocation } from './invocation.ts';
import { safely } from './line-writer.ts';
import { writtenValue } from './loggable-value.ts';
import { type Capture, stepCapture } from './logging-options.ts';

/** A step by its label, or with a capture of its own. */
export type Step = string | { readonly label: string; readonly capture?: Capture };

/**
 * Calls `work` and records the step: what goes in when it begins, what comes out when it ends, as `capture` says (the step's own,
 * or that of `withLogging` for steps). Returns and throws what `work` does.
 *
 * ```ts
 * const note = await logStep('load note', (id: string) => table.get(id), noteId);
 * ```
 * @param input handed to `work`, and recorded.
 */
export function logStep<Args extends unknown[], Result>(
  step: Step,
  work: (...input: Args) => Result,
  ...input: Args
): Result {
  const captured = safely(() => capturedStep(step, input));
  let result: Result;
  try {
    result = work(...input);
  } catch (error) {
    captured?.failed(error);
    throw error;
  }
  if (captured && result instanceof Promise) return observed(result, captured) as Result;
  captured?.succeeded(result);
  return result;
}

/** @returns undefined when nothing is captured. */
function capturedStep(step: Step, input: readonly unknown[]): CapturedCall | undefined {
  const invocation = currentInvocation();
  const options = invocation?.options ?? {};
  const { label: name, capture = stepCapture(options) } = typeof step === 'string' ? { label: step } : step;
  if (capture === 'none') return undefined;
  const written = (value: unknown) => writtenValue(value, options.redact ?? []);
  return new CapturedCall({ point: 'step', name, capture }, invocation?.nextPair() ?? 0, input, written);
}

async function observed<T>(work: Promise<T>, captured: CapturedCall): Promise<T> {
  let result: T;
  try {
    result = await work;
  } catch (error) {
    captured.failed(error);
    throw error;
  }
  captured.succeeded(result);
  return result;
}
