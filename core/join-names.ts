/** A notice names so many. */
const MOST_NAMED = 5;

/** Names for a notice: the first few, and how many more there are. */
export function joinNames(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
