import { isAtLeast } from '../../levels.ts';
import type { LogRecord } from '../../log-event.ts';
import { numberAt, textAt } from '../../record-fields.ts';
import type { CallFields } from '../api-call.ts';
import type { HelperRecord } from './helper-record.ts';

/** The fields of a call that its access line gives. */
export function accessFields({ fields, requestId, traceId }: LogRecord): CallFields {
  return {
    userId: textAt(fields, 'userId'),
    ip: textAt(fields, 'ip'),
    method: textAt(fields, 'method'),
    url: requestedUrl(fields),
    route: textAt(fields, 'route'),
    status: numberAt(fields, 'status'),
    latencyMs: numberAt(fields, 'responseLatency'),
    error:
      textAt(fields, 'integrationError') ??
      textAt(fields, 'authorizerError') ??
      textAt(fields, 'validationError') ??
      textAt(fields, 'errorMessage'),
    userAgent: textAt(fields, 'userAgent'),
    requestId: requestId ?? null,
    functionRequestId: textAt(fields, 'integrationRequestId'),
    traceId: traceId ?? null,
  };
}

/** The fields that the record of Tailgate's helper gives. */
export function helperFields(helper: HelperRecord): CallFields {
  return {
    userId: textAt(helper, 'userId'),
    ip: textAt(helper, 'ip'),
    method: textAt(helper, 'method'),
    url: textAt(helper, 'url'),
    route: textAt(helper, 'route'),
    status: numberAt(helper, 'status'),
    request: textAt(helper, 'request'),
    response: textAt(helper, 'response'),
    latencyMs: numberAt(helper, 'latencyMs'),
    error: textAt(helper, 'error'),
    userAgent: textAt(helper, 'userAgent'),
    requestId: textAt(helper, 'requestId'),
    functionRequestId: textAt(helper, 'functionRequestId'),
    traceId: textAt(helper, 'traceId'),
  };
}

/** The fields that the execution log gives. It has the bodies only where data tracing is on. */
export function executionFields(execution: readonly LogRecord[]): CallFields {
  return {
    request: tracedBody(execution, 'request-body'),
    response: tracedBody(execution, 'response-body'),
    functionRequestId: functionRequestIdIn(execution),
    traceId: traceIdIn(execution),
  };
}

/** The fields that the function's lines give, without its helper record.
 *  @param hasFailed whether the call failed. Errors that the function logged count only for a failed call. */
export function functionFields(lines: readonly LogRecord[], hasFailed: boolean): CallFields {
  const failedReport = lines.find(({ kind, level }) => kind === 'function.report' && level === 'ERROR')?.fields;
  return {
    error:
      (hasFailed ? uncaughtErrorIn(lines) : null) ??
      textAt(failedReport, 'errorType') ??
      textAt(failedReport, 'status'),
    traceId: traceIdIn(lines),
  };
}

/** Lambda's request id, where API Gateway writes it into the execution log. */
export function functionRequestIdIn(execution: readonly LogRecord[]): string | null {
  for (const { fields } of execution) {
    const values = fields?.values as { readonly integrationRequestId?: unknown } | undefined;
    if (typeof values?.integrationRequestId === 'string') return values.integrationRequestId;
  }
  return null;
}

function requestedUrl(access: LogRecord['fields']): string | null {
  const path = textAt(access, 'path') ?? textAt(access, 'route');
  const domain = textAt(access, 'domainName');
  return path === null || domain === null ? path : `https://${domain}${path}`;
}

/** A body from the execution log; null for an empty one. */
function tracedBody(execution: readonly LogRecord[], step: string): string | null {
  const fields = execution.find((record) => record.fields?.step === step)?.fields;
  const content = textAt(fields, 'content');
  return content !== null && fields?.truncated ? `${content} [TRUNCATED]` : content;
}

/** `TypeError: message`, from the line that the runtime writes for an error that the handler did not catch. */
function uncaughtErrorIn(lines: readonly LogRecord[]): string | null {
  for (const { level, fields } of lines) {
    if (level === undefined || !isAtLeast(level, 'ERROR')) continue;
    // Lambda's JSON format has a logged error under "message".
    const inner = fields?.message;
    const error = typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, unknown>>) : fields;
    const words = [textAt(error, 'errorType'), textAt(error, 'errorMessage')].filter((word) => word !== null);
    if (words.length > 0) return words.join(': ');
  }
  return null;
}

function traceIdIn(records: readonly LogRecord[]): string | null {
  return records.find(({ traceId }) => traceId !== undefined)?.traceId ?? null;
}
