const MAX_NAMES = 5;

/** Joins names for a notice: the first five, and the number of the others. */
export function joinNames(names: readonly string[]): string {
  const more = names.length - MAX_NAMES;
  return names.slice(0, MAX_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
