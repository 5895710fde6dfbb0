import { accessRecord } from './access-record.ts';
import type { Parsed } from './parsed.ts';

/** A pair of a line in our own format: a name, and a value in quotes or `-`, up to the next pair or the end. */
const PAIR = /"(\w{1,64})":(?:"([^"]*)"|-|(null))(?=[,}])/g;

/** Reads a line of an access log in our own format that is no JSON, since a client put a quote into what it may choose: its
 *  request must not go unseen for that. Of two values of a name the last one counts, as in JSON: those that a client chooses
 *  stand before those that are trusted. */
export function parseForgedAccessLine(message: string): Parsed | undefined {
  if (!message.includes('"extendedRequestId":"') || !message.includes('"status":"')) return undefined;
  const values: Record<string, unknown> = {};
  for (const [, name = '', value] of message.matchAll(PAIR)) values[name] = value;
  return typeof values.requestId === 'string' && values.status !== undefined ? accessRecord(values) : undefined;
}
