import { createHash } from 'node:crypto';

/** The log stream of a stage in which all lines of a request stand together. */
export function logStreamName(requestId: string): string {
  return createHash('md5').update(requestId.slice(0, 2)).digest('hex');
}
