import type { LogRecord } from '../../log-event.ts';
import { buildCall, type CallParts } from './build-call.ts';
import { numberAt } from './call-fields.ts';
import type { JoinedCall, MissingPart } from './joined-call.ts';

/** One call from its parts, with its records in order of time. */
export function joinParts(parts: CallParts, missing: readonly MissingPart[]): JoinedCall {
  const { access, execution, function: lines } = parts;
  const functionGroup = lines[0]?.group;
  const coldStartMs = coldStartIn(lines);
  return {
    call: buildCall(parts),
    missing,
    ...(functionGroup !== undefined && { functionGroup }),
    ...(coldStartMs !== null && { coldStartMs }),
    records: [...(access ? [access] : []), ...execution, ...lines].sort((a, b) => a.timestamp - b.timestamp),
  };
}

/** Lambda's request id, as API Gateway tells it in its execution log. */
export function functionIdIn(execution: readonly LogRecord[]): string | null {
  for (const { fields } of execution) {
    const values = fields?.values as { readonly integrationRequestId?: unknown } | undefined;
    if (typeof values?.integrationRequestId === 'string') return values.integrationRequestId;
  }
  return null;
}

function coldStartIn(lines: readonly LogRecord[]): number | null {
  const report = lines.find(({ kind }) => kind === 'function.report')?.fields;
  return numberAt(report?.metrics as Readonly<Record<string, unknown>> | undefined, 'initDurationMs');
}
