import { helperRecordIn, helperRecordOf, isWebhook } from '../calls/join/helper-record.ts';
import type { JoinedCall } from '../calls/join/joined-call.ts';
import type { LogRecord, LogRole } from '../log-event.ts';
import { bodyOf } from './body.ts';
import { milliseconds } from './quantity.ts';

/** One thing that happened while a request was served. */
export interface CallStep {
  readonly record: LogRecord;
  readonly origin: LogRole;
  /** Milliseconds since the request came; negative where clocks differ. */
  readonly at: number;
  /** Milliseconds since the step before. */
  readonly gap: number;
  /** A level, a status or a word of the platform; empty when there is none. */
  readonly tag: string;
  /** May have several lines. */
  readonly text: string;
}

/** Execution lines that say nothing beside the others. */
const SAYS_NOTHING: ReadonlySet<unknown> = new Set([
  'extended-request-id',
  'usage-plan',
  'start',
  'method',
  'endpoint-uri',
  'success',
  'integration-request-id',
  'trace-id',
]);

/** What happened, in order of time.
 *  @param every also what only repeats what others say: each line that was read. */
export function callSteps(joined: JoinedCall, every = false): CallStep[] {
  const start = Date.parse(joined.call.createdAt);
  const steps = joined.records
    .filter((record) => every || !isRepetition(record))
    // API Gateway dates the access line by the answer; it stands for the request.
    .map((record) => ({
      record,
      origin: originOf(record),
      at: record.kind === 'api.access' ? 0 : record.timestamp - start,
    }))
    .sort((a, b) => a.at - b.at || ORDER.indexOf(a.origin) - ORDER.indexOf(b.origin));
  const stacks = new Set<string>();
  return steps.map((step, index) => {
    const { tag, text } = wordsOf(step.record, joined, every);
    const gap = step.at - (steps[index - 1]?.at ?? Math.min(step.at, 0));
    return { ...step, gap, tag, text: every ? text : withoutStackIn(stacks, text) };
  });
}

/** The same error is logged by the function, by its helper and by Lambda: its stack is shown once. */
function withoutStackIn(shown: Set<string>, text: string): string {
  const start = text.search(/\n[ \t]*at /);
  if (start < 0) return text;
  const stack = text.slice(start);
  if (shown.has(stack)) return text.slice(0, start);
  shown.add(stack);
  return text;
}

const ORDER: readonly LogRole[] = ['access', 'execution', 'function'];

function originOf({ kind }: LogRecord): LogRole {
  return kind === 'api.access' ? 'access' : kind === 'api.execution' ? 'execution' : 'function';
}

function isRepetition(record: LogRecord): boolean {
  const { kind, fields } = record;
  if (kind === 'api.execution') {
    const content = typeof fields?.content === 'string' ? fields.content.trim() : undefined;
    return SAYS_NOTHING.has(fields?.step) || content === '' || content === '{}';
  }
  if (kind === 'function.end' || (kind === 'function.start' && fields?.init === true)) return true;
  return helperRecordIn([record]) !== undefined;
}

function wordsOf(
  record: LogRecord,
  joined: JoinedCall,
  every: boolean,
): { readonly tag: string; readonly text: string } {
  const fields = record.fields ?? {};
  if (record.kind === 'api.access') {
    return { tag: '', text: [fields.ip, fields.userAgent].filter((part) => typeof part === 'string').join('  ') };
  }
  if (record.kind === 'api.execution' && !every) return { tag: record.level ?? '', text: executionText(fields) };
  if (record.kind === 'function.start' && fields.init !== true && joined.coldStartMs !== undefined) {
    return { tag: 'START', text: `cold start ${milliseconds(joined.coldStartMs)}` };
  }
  const sent = helperRecordOf(record);
  if (isWebhook(sent) && !every) {
    const words = [sent?.method, sent?.url, sent?.status || '-', sent?.error].filter((word) => word !== null);
    return { tag: record.level ?? '', text: `sent ${words.join('  ')}` };
  }
  return bodyOf(record);
}

const SHORTER: Readonly<Record<string, string>> = {
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
      return `integration answered${status === undefined ? '' : ` ${status}`} in ${latency} ms`;
    case 'status':
      return `completed with status ${status}`;
    case 'authorizer':
      return `authorizer ${authorizerId}`;
    default: {
      const label = SHORTER[String(step)];
      return (label === undefined ? String(text) : `${label}  ${content}`).trimEnd();
    }
  }
}
