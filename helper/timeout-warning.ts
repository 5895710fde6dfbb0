import type { InvocationContext } from './lambda-runtime.ts';
import { type LineWriter, safely } from './line-writer.ts';
import type { LoggingOptions } from './logging-options.ts';

/** The maximum default time between the warning and the timeout. */
const MAX_DEFAULT_LEAD_MS = 1000;

/** Logs a warning shortly before Lambda ends the invocation, and writes the buffered debug lines: after the timeout, the function
 *  can write nothing.
 *  @returns a function that cancels the warning. */
export function warnBeforeTimeout(
  context: InvocationContext,
  lines: LineWriter,
  { timeoutWarningMs }: LoggingOptions,
): () => void {
  const remainingMs = context.getRemainingTimeInMillis();
  const leadMs = timeoutWarningMs ?? Math.min(MAX_DEFAULT_LEAD_MS, remainingMs / 10);
  if (!(leadMs > 0) || !(remainingMs > leadMs)) return () => {};
  const timer = setTimeout(() => safely(() => warn(context, lines)), remainingMs - leadMs);
  // The timer must not keep the process alive.
  timer.unref();
  return () => clearTimeout(timer);
}

function warn(context: InvocationContext, lines: LineWriter): void {
  lines.flushDebugLines();
  lines.write('WARN', 'the function is about to time out', {
    remainingMs: Math.round(context.getRemainingTimeInMillis()),
  });
}
