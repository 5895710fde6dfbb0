import type { InvocationContext } from './lambda-runtime.ts';
import { logLines, safely } from './line-writer.ts';
import type { LoggingOptions } from './logging-options.ts';

const LONGEST_LEAD_MS = 1000;

/** Warns shortly before Lambda ends the invocation, with the debug lines so far: nothing is written after that.
 *  @returns stops waiting. */
export function warnBeforeTimeout(context: InvocationContext, { timeoutWarningMs }: LoggingOptions): () => void {
  const left = context.getRemainingTimeInMillis();
  const lead = timeoutWarningMs ?? Math.min(LONGEST_LEAD_MS, left / 10);
  if (!(lead > 0) || !(left > lead)) return () => {};
  const timer = setTimeout(() => safely(() => warn(context)), left - lead);
  // It keeps no function alive that has nothing else to do.
  timer.unref();
  return () => clearTimeout(timer);
}

function warn(context: InvocationContext): void {
  logLines().flush();
  logLines().write('WARN', 'the function is about to time out', {
    remainingMs: Math.round(context.getRemainingTimeInMillis()),
  });
}
