import { accessRecord } from './access-record.ts';
import type { ParsedLine } from './parsed-line.ts';

/** A variable that prints its own quotes (`$context.error.messageString`) prints a bare `-` when it is unset. */
const BARE_UNSET = /([{,]"\w{1,64}":)-(?=[,}])/g;

/** Replaces the bare `-` of unset variables in an access line: `"errorMessage":-,` becomes valid JSON. It never changes valid JSON:
 *  there, a quote inside a string has a backslash before it. */
export function replaceBareUnset(line: string): string {
  const at = line.indexOf(':-');
  if (at < 0) return line;
  // A line with one such variable is common, and this is much faster than the expression.
  const isOnlyOne = line.startsWith('":-,', at - 1) && line[at - 2] !== '\\' && line.indexOf(':-', at + 2) < 0;
  return isOnlyOne ? `${line.slice(0, at)}:null${line.slice(at + 2)}` : line.replace(BARE_UNSET, '$1null');
}

/** A member of a line in our own format: a name, and a value in quotes or `-`, followed by the next member or the end. */
const MEMBER = /"(\w{1,64})":(?:"([^"]*)"|-|(null))(?=[,}])/g;

/** Parses an access line in our own format that is not valid JSON, because a client put a quote into one of its values.
 *  Otherwise a client could hide its request. If a name occurs twice, the last value counts, as in JSON: the values that a client
 *  chooses are before the trusted ones. */
export function parseAccessInvalidJson(message: string): ParsedLine | undefined {
  if (!message.includes('"extendedRequestId":"') || !message.includes('"status":"')) return undefined;
  const values: Record<string, unknown> = {};
  for (const [, name = '', value] of message.matchAll(MEMBER)) values[name] = value;
  return typeof values.requestId === 'string' && values.status !== undefined ? accessRecord(values) : undefined;
}
