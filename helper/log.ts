import { redactText } from '../core/redact/redact.ts';
import { currentInvocation } from './invocation.ts';
import { lineWriter, safely } from './line-writer.ts';
import { fieldsOfValue } from './loggable-value.ts';
import { type LogLevel, lineLevelFor } from './minimum-level.ts';

/**
 * Logs one line of JSON: `level`, `timestamp`, `message`, the request id and the trace id, and the value. Never throws.
 *
 * Secrets in the label and in the value are redacted. A value is cut when it has more than 5,000 keys and items, 49,152
 * characters of text, or 131,072 characters as JSON. A debug line below the minimum level is buffered, and written only if the
 * invocation fails.
 *
 * @param label what happened; the line's `message`.
 * @param level `debug`, `info`, `warn` (also `warning`) or `error`. Any other level counts as `info`.
 * @param value An object's keys become keys of the line. An error becomes `errorType`, `errorMessage` and `stackTrace`. Any
 * other value, and an object with a key that the line has itself, is written under `value`.
 * @example
 * ```ts
 * log('order placed', 'info', { orderId: '7', total: 12 });
 * // {"level":"INFO","timestamp":"…","message":"order placed",…,"orderId":"7","total":12}
 * ```
 */
export function log(label: string, level: LogLevel = 'info', value?: unknown): void {
  safely(() => {
    const lineLevel = lineLevelFor(level);
    if (!lineWriter().accepts(lineLevel)) return;
    lineWriter().write(lineLevel, labelText(label), fieldsOfValue(value, currentInvocation()?.options.redact ?? []));
  });
}

function labelText(label: unknown): string {
  return redactText(safely(() => String(label)) ?? '[no label]');
}
