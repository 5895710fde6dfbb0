import { compileGlob, isGlob } from '../targets/glob.ts';
import type { ApiCall } from './api-call.ts';

/** Which API calls are shown: those that match every member. */
export interface CallFilter {
  /** One of these ranges includes the status. */
  readonly status?: readonly StatusRange[] | undefined;
  /** HTTP methods, in upper or lower case. */
  readonly method?: readonly string[] | undefined;
  /** A route's template, or a path. With `*`, it is a glob pattern. */
  readonly route?: string | undefined;
  readonly user?: string | undefined;
  readonly ip?: string | undefined;
  /** Milliseconds. A call whose latency is unknown does not match. */
  readonly slowerThan?: number | undefined;
  readonly source?: ApiCall['source'] | undefined;
}

/** Statuses from `from` to `to`, both inclusive. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** Parses `404`, `5xx`, or several of them, separated by commas; undefined for any other text. */
export function parseStatuses(text: string): StatusRange[] | undefined {
  const ranges = text.split(',').map((word) => {
    const match = /^([1-5])(\d\d|xx)$/i.exec(word.trim());
    if (!match) return undefined;
    const base = Number(match[1]) * 100;
    return /^x/i.test(match[2] ?? '') ? { from: base, to: base + 99 } : { from: Number(word), to: Number(word) };
  });
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

/** Makes a predicate that tests a call against the filter. */
export function callFilter(filter: CallFilter): (call: ApiCall) => boolean {
  const { status, user, ip, slowerThan, source } = filter;
  const methods = filter.method?.map((method) => method.toUpperCase());
  const isRoute = filter.route === undefined ? undefined : routeTest(filter.route);
  return (call) =>
    (status === undefined || status.some(({ from, to }) => call.status >= from && call.status <= to)) &&
    (methods === undefined || methods.includes(call.method.toUpperCase())) &&
    (isRoute === undefined || isRoute(call)) &&
    (user === undefined || call.userId === user) &&
    (ip === undefined || call.ip === ip) &&
    (slowerThan === undefined || (call.latencyMs ?? 0) > slowerThan) &&
    (source === undefined || call.source === source);
}

function routeTest(wanted: string): (call: ApiCall) => boolean {
  const matches = isGlob(wanted) ? compileGlob(wanted) : (text: string) => text === wanted;
  return ({ route, url }) => (route !== null && matches(route)) || matches(pathOf(url));
}

/** The path of a URL without its query. A text that is already a path stays a path. */
export function pathOf(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
  return path.replace(/[?#].*$/s, '');
}
