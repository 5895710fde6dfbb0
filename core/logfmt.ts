import { textOf } from './record-fields.ts';

/** Values of only these characters have no quotes, as logrus writes them. */
const UNQUOTED = /^[\w./@^+-]+$/;

/** Writes a line of logfmt: `code=200 method="GET /users/7"`. Members that are null or undefined are left out.
 *  @param quote writes a value that needs quotes; by default as JSON.
 *  @see https://github.com/sirupsen/logrus */
export function logfmt(members: Readonly<Record<string, unknown>>, quote = quoted): string {
  const pairs: string[] = [];
  for (const [key, value] of Object.entries(members)) {
    if (value === undefined || value === null) continue;
    const text = textOf(value);
    pairs.push(`${key}=${UNQUOTED.test(text) ? text : quote(text)}`);
  }
  return pairs.join(' ');
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
