import { existsSync, statSync } from 'node:fs';

/** A location as the path of a file; undefined for URLs, and for dynamic references and other texts that are replaced before the
 *  deployment (`${url}`). */
export function localFile(location: unknown): string | undefined {
  return typeof location === 'string' && !/^[a-z][a-z0-9]*:\/\/|\{\{resolve:|\$\{/i.test(location)
    ? location
    : undefined;
}

/** Whether there is a file, and not a folder, at this path. */
export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
