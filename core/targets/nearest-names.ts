import { distance } from 'fastest-levenshtein';

const MOST = 3;

/** The candidates most like `name`, by edit distance, nearest first; one that contains it counts as near. */
export function nearestNames(name: string, candidates: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const score = (candidate: string) => {
    const text = candidate.toLowerCase();
    return distance(wanted, text) - (text.includes(wanted) ? text.length : 0);
  };
  return [...new Set(candidates)].sort((a, b) => score(a) - score(b) || (a < b ? -1 : 1)).slice(0, MOST);
}
