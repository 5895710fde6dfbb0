import { createHash } from 'node:crypto';
import type { ApiCall } from '../../core/calls/api-call.ts';
import { timeOfApiCall } from '../../core/calls/api-call-id.ts';

/** The calls of one domain (a tenant) and one source. Every key of a call begins with both, so a query cannot read the calls of
 *  another tenant. */
export interface CallSet {
  readonly domainId: string;
  readonly source: ApiCall['source'];
}

/** The index by URL, with the keys `urlKey` and `sk`. */
export const URL_INDEX = 'byUrl';

/** The partition of one month's calls. The text after the domain has a fixed format, so the name of a domain cannot produce
 *  the key of another domain. */
export function callPartition({ domainId, source }: CallSet, month: string): string {
  return `C#${domainId}#${source}#${month}`;
}

/** The partition of the calls to one URL. It holds all months, so a query by URL reads only one partition. */
export function urlPartition({ domainId, source }: CallSet, url: string): string {
  return `U#${domainId}#${source}#${createHash('sha256').update(comparableUrl(url, source)).digest('base64url')}`;
}

/** The key of the directory item, which lists the months in which a call set has calls. */
export function directoryKey({ domainId, source }: CallSet): { pk: string; sk: string } {
  return { pk: `D#${domainId}#${source}`, sk: 'months' };
}

/** The month of a call, as `yyyy-mm` in UTC. */
export function monthOf(callId: string): string {
  return new Date(timeOfApiCall(callId)).toISOString().slice(0, 7);
}

/** The URL that is compared: for a request to the API, without the query string. */
function comparableUrl(url: string, source: ApiCall['source']): string {
  return source === 'api' ? (url.split(/[?#]/, 1)[0] ?? '') : url;
}
