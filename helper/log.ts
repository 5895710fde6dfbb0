import { redactText } from '../core/redact/redact.ts';
import { currentInvocation } from './invocation.ts';
import { logLines, safely } from './line-writer.ts';
import { fieldsFor } from './loggable-value.ts';
import { type LogLevel, severityOf } from './minimum-level.ts';

/**
 * Logs one line. Debug lines below the minimum level are kept, and written if the invocation fails. Secrets in the value are
 * redacted, and what is too large is cut. Never throws, whatever the value.
 * @param label what happened: the line's message.
 * @param value an object's keys stand beside the message; anything else is `value`.
 */
export function log(label: string, level: LogLevel = 'info', value?: unknown): void {
  safely(() => {
    const severity = severityOf(level);
    if (!logLines().takes(severity)) return;
    logLines().write(severity, labelText(label), fieldsFor(value, currentInvocation()?.options.redact ?? []));
  });
}

function labelText(label: unknown): string {
  return redactText(safely(() => String(label)) ?? '[no label]');
}
