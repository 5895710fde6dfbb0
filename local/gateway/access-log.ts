import { UNSET } from '../../core/access-log-format.ts';

/** One access line in the stage's own format.
 *  @param contextValue the value of `$context.<name>`; undefined where it has none. */
export function accessLine(format: string, contextValue: (name: string) => unknown): string {
  return format.replace(/\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)/g, (_, name: string) => {
    const value = contextValue(name);
    return value === undefined || value === '' ? UNSET : String(value);
  });
}
