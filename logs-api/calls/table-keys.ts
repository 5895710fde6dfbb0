import { createHash } from 'node:crypto';
import type { ApiCall } from '../../core/calls/api-call.ts';
import { timeOfApiCall } from '../../core/calls/api-call-id.ts';

/** Whose calls, and of which kind: the beginning of every key, so that no read can leave its tenant. */
export interface Tenant {
  readonly domainId: string;
  readonly source: ApiCall['source'];
}

/** The index by URL: `urlKey`, then `sk`. */
export const URL_INDEX = 'byUrl';

/** The calls of a month share a partition. What follows the domain has a fixed form, so that no domain can be named like the
 *  partition of another. */
export function callPartition({ domainId, source }: Tenant, month: string): string {
  return `C#${domainId}#${source}#${month}`;
}

/** The calls to one URL. It has no month: a query by URL then never visits an empty partition. */
export function urlPartition({ domainId, source }: Tenant, url: string): string {
  return `U#${domainId}#${source}#${createHash('sha256').update(comparableUrl(url, source)).digest('base64url')}`;
}

/** The item that names the months in which a tenant has calls. */
export function directoryKey({ domainId, source }: Tenant): { pk: string; sk: string } {
  return { pk: `D#${domainId}#${source}`, sk: 'months' };
}

/** `yyyy-mm`, in UTC. */
export function monthOf(callId: string): string {
  return new Date(timeOfApiCall(callId)).toISOString().slice(0, 7);
}

/** For a request to the API, the query string is no part of its endpoint. */
function comparableUrl(url: string, source: ApiCall['source']): string {
  return source === 'api' ? (url.split(/[?#]/, 1)[0] ?? '') : url;
}
