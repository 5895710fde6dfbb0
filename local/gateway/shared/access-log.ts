import { UNSET } from '../../../core/access-log-format.ts';

/** One access line in the stage's own format. Quotes and backslashes in a value are escaped, as API Gateway does today: a client
 *  cannot break a line of JSON by what it sends.
 *  @param contextValue the value of `$context.<name>`; undefined where it has none. */
export function accessLine(format: string, contextValue: (name: string) => unknown): string {
  return format.replace(/\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)/g, (_, name: string) => {
    const value = contextValue(name);
    if (value === undefined || value === '') return UNSET;
    return HAVE_THEIR_OWN_QUOTES.has(name) ? String(value) : JSON.stringify(String(value)).slice(1, -1);
  });
}

const HAVE_THEIR_OWN_QUOTES: ReadonlySet<string> = new Set(['error.messageString']);
