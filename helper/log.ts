import { redactText } from '../core/redact/redact.ts';
import { currentInvocation, currentLines } from './invocation.ts';
import { safely } from './line-writer.ts';
import { fieldsOfValue } from './loggable-value.ts';
import { type LogLevel, lineLevelFor } from './minimum-level.ts';

/**
 * Logs one line of JSON: `level`, `timestamp`, `message`, the request id and the trace id, and the value. Never throws.
 *
 * Secrets in the label and in the value are redacted. A value is cut when it has more than 5,000 keys and items, 49,152
 * characters of text, or 131,072 characters as JSON. A debug line below the minimum level is held back, and written only if the
 * invocation fails or logs an error.
 *
 * A line belongs to the invocation that called `log`, also when its handler has returned and another invocation runs in the same
 * process. Code outside of a handler of `withLogging` logs without a request id, and its debug lines are not held back.
 *
 * @param label what happened; the line's `message`.
 * @param level `debug`, `info`, `warn` (also `warning`) or `error`. Any other level counts as `info`.
 * @param value An object's keys become keys of the line. An error becomes `errorType`, `errorMessage` and `stackTrace`. Any
 * other value is written under `value`, and so is an object with a key that has a meaning for readers of lines: `level`,
 * `message`, `timestamp`, `service`, `sampling_rate`, `function_request_id`, `xray_trace_id`, `tenant_id`, `tailgate_record`,
 * `apiCall`, `capture`, `extendedRequestId`, `_aws`, or a `type` that begins with `platform.`.
 * @example
 * ```ts
 * log('order placed', 'info', { orderId: '7', total: 12 });
 * // {"level":"INFO","timestamp":"…","message":"order placed",…,"orderId":"7","total":12}
 * ```
 */
export function log(label: string, level: LogLevel = 'info', value?: unknown): void {
  safely(() => {
    const lineLevel = lineLevelFor(level);
    const lines = currentLines();
    if (!lines.accepts(lineLevel)) return;
    lines.write(lineLevel, labelText(label), fieldsOfValue(value, currentInvocation()?.options.redact ?? []));
  });
}

function labelText(label: unknown): string {
  return redactText(safely(() => String(label)) ?? '[no label]');
}
