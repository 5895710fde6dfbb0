/** Whether a name is a glob: `*` stands for any characters, `?` for one. */
export function isGlob(name: string): boolean {
  return /[*?]/.test(name);
}

export function globExpression(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}

/** What every match of the glob starts with. */
export function globPrefix(glob: string): string {
  return glob.slice(0, glob.search(/[*?]/));
}
