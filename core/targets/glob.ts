import { compileWildcard } from '../wildcard.ts';

/** Whether a name is a glob: `*` matches any characters, `?` one character. */
export function isGlob(name: string): boolean {
  return /[*?]/.test(name);
}

/** Makes a function that tests whether a whole name matches the glob. */
export function compileGlob(glob: string): (name: string) => boolean {
  return compileWildcard(glob, '?');
}

/** The prefix of every name that matches the glob. */
export function globPrefix(glob: string): string {
  return glob.slice(0, glob.search(/[*?]/));
}
