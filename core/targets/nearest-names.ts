import { distance } from 'fastest-levenshtein';

const MAX_NAMES = 3;

/** The candidates that are most similar to `name`, nearest first: by edit distance, and those that contain it before others. */
export function nearestNames(name: string, candidates: readonly string[]): string[] {
  const lowerCaseName = name.toLowerCase();
  const score = (candidate: string) => {
    const text = candidate.toLowerCase();
    return distance(lowerCaseName, text) - (text.includes(lowerCaseName) ? text.length : 0);
  };
  return [...new Set(candidates)].sort((a, b) => score(a) - score(b) || (a < b ? -1 : 1)).slice(0, MAX_NAMES);
}
