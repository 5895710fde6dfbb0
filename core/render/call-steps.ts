import { helperRecordIn, helperRecordOf, isWebhook } from '../calls/join/helper-record.ts';
import type { JoinedCall } from '../calls/join/joined-call.ts';
import type { LogRecord, LogRole } from '../log-event.ts';
import { textOf } from '../record-fields.ts';
import { formatLatency } from './duration.ts';
import { type ReadableForm, readableForm } from './readable-form.ts';

/** A step of a request: one log record, as a trace shows it. */
export interface CallStep {
  readonly record: LogRecord;
  readonly origin: LogRole;
  /** Milliseconds since the request arrived; negative when clocks differ. */
  readonly offsetMs: number;
  /** Milliseconds since the step before. */
  readonly gapMs: number;
  /** As in `ReadableForm`. */
  readonly tag: string;
  /** As in `ReadableForm`. */
  readonly text: string;
}

/** Execution lines that repeat the information of other lines. */
const REDUNDANT_EXECUTION_STEPS: ReadonlySet<unknown> = new Set([
  'extended-request-id',
  'usage-plan',
  'start',
  'method',
  'endpoint-uri',
  'success',
  'integration-request-id',
  'trace-id',
]);

/** The steps of a call, in order of time.
 *  @param includeAll includes records that repeat other records, and every stack. */
export function callSteps(joined: JoinedCall, includeAll = false): CallStep[] {
  const start = Date.parse(joined.call.createdAt);
  const steps = joined.records
    .filter((record) => includeAll || !isRedundant(record))
    // API Gateway writes the access line after the response. It shows the request of the client, so it is the first step.
    .map((record) => ({
      record,
      origin: originOf(record),
      offsetMs: record.kind === 'api.access' ? 0 : record.timestamp - start,
    }))
    .sort((a, b) => a.offsetMs - b.offsetMs || ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin));
  const shownStacks = new Set<string>();
  return steps.map((step, index) => {
    const { tag, text } = describeStep(step.record, joined, includeAll);
    const gapMs = step.offsetMs - (steps[index - 1]?.offsetMs ?? Math.min(step.offsetMs, 0));
    return { ...step, gapMs, tag, text: includeAll ? text : withoutRepeatedStack(text, shownStacks) };
  });
}

/** The function, the logging helper and Lambda log the same error: its stack is shown once. */
function withoutRepeatedStack(text: string, shownStacks: Set<string>): string {
  const start = text.search(/\n[ \t]*at /);
  if (start < 0) return text;
  const stack = text.slice(start);
  if (shownStacks.has(stack)) return text.slice(0, start);
  shownStacks.add(stack);
  return text;
}

/** The order of steps at the same time. */
const ORIGINS: readonly LogRole[] = ['access', 'execution', 'function'];

function originOf({ kind }: LogRecord): LogRole {
  return kind === 'api.access' ? 'access' : kind === 'api.execution' ? 'execution' : 'function';
}

function isRedundant(record: LogRecord): boolean {
  const { kind, fields } = record;
  if (kind === 'api.execution') {
    const content = typeof fields?.content === 'string' ? fields.content.trim() : undefined;
    return REDUNDANT_EXECUTION_STEPS.has(fields?.step) || content === '' || content === '{}';
  }
  if (kind === 'function.end' || (kind === 'function.start' && fields?.init === true)) return true;
  return helperRecordIn([record]) !== undefined;
}

function describeStep(record: LogRecord, joined: JoinedCall, includeAll: boolean): ReadableForm {
  const fields = record.fields ?? {};
  if (record.kind === 'api.access') {
    return { tag: '', text: [fields.ip, fields.userAgent].filter((value) => typeof value === 'string').join('  ') };
  }
  if (record.kind === 'api.execution' && !includeAll) return { tag: record.level ?? '', text: executionText(fields) };
  if (record.kind === 'function.start' && fields.init !== true && joined.coldStartMs !== undefined) {
    return { tag: 'START', text: `cold start ${formatLatency(joined.coldStartMs)}` };
  }
  const sent = helperRecordOf(record);
  if (isWebhook(sent) && !includeAll) {
    const words = [sent?.method, sent?.url, sent?.status || '-', sent?.error].filter((word) => word !== null);
    return { tag: record.level ?? '', text: `sent ${words.map(textOf).join('  ')}` };
  }
  return readableForm(record);
}

/** Labels for execution lines, shorter than the words of API Gateway. */
const LABELS: Readonly<Record<string, string>> = {
  'request-path': 'request path',
  'request-query': 'request query',
  'request-headers': 'request headers',
  'request-body': 'request body',
  'endpoint-request-headers': 'integration request headers',
  'endpoint-request-body': 'integration request body',
  'endpoint-response-headers': 'integration response headers',
  'endpoint-response-body': 'integration response body',
  'response-headers': 'response headers',
  'response-body': 'response body',
};

function executionText({ step, values, content, text }: Readonly<Record<string, unknown>>): string {
  const { uri, functionName, status, latency, authorizerId } = (values ?? {}) as Readonly<
    Record<string, string | number>
  >;
  switch (step) {
    case 'sending':
      return `integration ${functionName ?? uri}`;
    case 'received':
      return `integration responded${status === undefined ? '' : ` with ${status}`} in ${latency} ms`;
    case 'status':
      return `completed with status ${status}`;
    case 'authorizer':
      return `authorizer ${authorizerId}`;
    default: {
      const label = LABELS[String(step)];
      return (label === undefined ? String(text) : `${label}  ${content}`).trimEnd();
    }
  }
}
