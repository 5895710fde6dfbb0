import type { ApiCall } from '../api-call.ts';
import type { LogRecord } from '../log-event.ts';
import { redact } from '../redact.ts';
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

/** A record without its secrets. Paths lead from the line on, or from the call that the helper wrote into it. */
export function redactRecord(record: LogRecord, paths: readonly string[] = []): LogRecord {
  const below = [...paths, ...paths.map((path) => `apiCall.${path}`)];
  const line = redact(
    { message: record.message },
    below.map((path) => `message.${path}`),
  ) as { readonly message: string };
  if (record.fields === undefined) return { ...record, ...line };
  return { ...record, ...line, fields: redact(record.fields, below) as NonNullable<LogRecord['fields']> };
}
