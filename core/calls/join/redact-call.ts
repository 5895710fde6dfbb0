import type { LogRecord } from '../../log-event.ts';
import { redact } from '../../redact/redact.ts';
import { REDACTED } from '../../redact/spans.ts';
import type { ApiCall } from '../api-call.ts';
import type { JoinedCall } from './joined-call.ts';

/** Redacts the secrets of a call: in its bodies, its URL and its lines.
 *  @param paths additional values to redact: keys joined by dots, from the call on, such as `request.card.number`. */
export function redactCall(joined: JoinedCall, paths: readonly string[] = []): JoinedCall {
  return {
    ...joined,
    call: redact(joined.call, paths) as ApiCall,
    records: joined.records.map((record) => redactRecord(record, paths)),
  };
}

type BodyName = 'request' | 'response';

/** Steps of the execution log that have a body, and the member of the call that the body belongs to. */
const BODY_STEPS: ReadonlyMap<unknown, BodyName> = new Map([
  ['request-body', 'request'],
  ['endpoint-request-body', 'request'],
  ['endpoint-response-body', 'response'],
  ['response-body', 'response'],
]);

function redactRecord(record: LogRecord, paths: readonly string[]): LogRecord {
  const bodyName = record.kind === 'api.execution' ? BODY_STEPS.get(record.fields?.step) : undefined;
  const withoutBody = bodyName === undefined ? record : redactBody(record, bodyName, paths);
  // A helper record holds the call in the member `apiCall` of its line.
  const linePaths = [...paths, ...paths.map((path) => `apiCall.${path}`)];
  const { message, fields } = withoutBody;
  const content = { message, ...(fields !== undefined && { fields }) };
  const contentPaths = linePaths.flatMap((path) => [`message.${path}`, `fields.${path}`]);
  return { ...withoutBody, ...(redact(content, contentPaths) as typeof content) };
}

/** Redacts the paths in the body of an execution line. */
function redactBody(record: LogRecord, bodyName: BodyName, paths: readonly string[]): LogRecord {
  const { content } = record.fields ?? {};
  const bodyPaths = paths.filter((path) => path.startsWith(`${bodyName}.`));
  if (bodyPaths.length === 0 || typeof content !== 'string' || content.trim() === '') return record;
  // The endpoint's request and response are events that have the body as a member.
  const eventPaths = bodyPaths.map((path) => path.replace(`${bodyName}.`, `${bodyName}.body.`));
  const redacted = isJson(content)
    ? (redact({ [bodyName]: content }, [...bodyPaths, ...eventPaths]) as Record<string, string>)[bodyName]
    : REDACTED;
  const replaceBody = (text: unknown) => String(text).replace(content, () => redacted ?? REDACTED);
  const { message, fields } = record;
  return {
    ...record,
    message: replaceBody(message),
    fields: { ...fields, text: replaceBody(fields?.text), content: redacted },
  };
}

/** Paths can be resolved only in complete JSON: a truncated body is redacted as a whole. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
