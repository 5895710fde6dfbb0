import type { LogRecord } from '../../log-event.ts';
import { REDACTED } from '../../redact/mark.ts';
import { redact } from '../../redact/redact.ts';
import type { ApiCall } from '../api-call.ts';
import type { JoinedCall } from './joined-call.ts';

/** A call without its secrets, in its bodies, its URL and its lines.
 *  @param paths what is redacted besides: keys joined by dots from the call on, such as `request.card.number`. */
export function redactCall(joined: JoinedCall, paths: readonly string[] = []): JoinedCall {
  return {
    ...joined,
    call: redact(joined.call, paths) as ApiCall,
    records: joined.records.map((record) => redactRecord(record, paths)),
  };
}

/** Steps of the execution log that hold a body, and whose body that is. */
const BODY_STEPS: ReadonlyMap<unknown, 'request' | 'response'> = new Map([
  ['request-body', 'request'],
  ['endpoint-request-body', 'request'],
  ['endpoint-response-body', 'response'],
  ['response-body', 'response'],
]);

function redactRecord(record: LogRecord, paths: readonly string[]): LogRecord {
  const side = record.kind === 'api.execution' ? BODY_STEPS.get(record.fields?.step) : undefined;
  const own = side === undefined ? record : withoutPaths(record, side, paths);
  // The helper's record is a call inside of its line.
  const below = [...paths, ...paths.map((path) => `apiCall.${path}`)];
  const whole = { message: own.message, ...(own.fields !== undefined && { fields: own.fields }) };
  const inEach = below.flatMap((path) => [`message.${path}`, `fields.${path}`]);
  return { ...own, ...(redact(whole, inEach) as typeof whole) };
}

/** An execution line whose body is without what the paths name. */
function withoutPaths(record: LogRecord, side: 'request' | 'response', paths: readonly string[]): LogRecord {
  const { content } = record.fields ?? {};
  const ofSide = paths.filter((path) => path.startsWith(`${side}.`));
  if (ofSide.length === 0 || typeof content !== 'string' || content.trim() === '') return record;
  // What the integration gets and gives has the body inside of an event.
  const inEvent = ofSide.map((path) => path.replace(`${side}.`, `${side}.body.`));
  const redacted = isJson(content)
    ? (redact({ [side]: content }, [...ofSide, ...inEvent]) as Record<string, string>)[side]
    : REDACTED;
  const without = (text: unknown) => String(text).replace(content, () => redacted ?? REDACTED);
  const { message, fields } = record;
  return {
    ...record,
    message: without(message),
    fields: { ...fields, text: without(fields?.text), content: redacted },
  };
}

/** A path leads into whole JSON only: of what was cut off nobody can tell what it holds. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
