/** Whether a name is a glob: `*` matches any characters, `?` one character. */
export function isGlob(name: string): boolean {
  return /[*?]/.test(name);
}

/** The regular expression that matches the same whole names as the glob. */
export function globExpression(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}

/** The prefix of every name that matches the glob. */
export function globPrefix(glob: string): string {
  return glob.slice(0, glob.search(/[*?]/));
}
