import { globExpression, isGlob } from '../targets/glob.ts';
import type { ApiCall } from './api-call.ts';

/** Which API calls are shown; all of it must hold. */
export interface CallFilter {
  /** At least one of these is the status, or its class. */
  readonly status?: readonly StatusRange[] | undefined;
  /** HTTP methods, in any case. */
  readonly method?: readonly string[] | undefined;
  /** A route's template, or a path; `*` makes it a glob. */
  readonly route?: string | undefined;
  readonly user?: string | undefined;
  readonly ip?: string | undefined;
  /** Milliseconds; a call whose latency is unknown is not slower. */
  readonly slowerThan?: number | undefined;
  readonly source?: ApiCall['source'] | undefined;
}

/** Statuses from one to another, both included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** Reads `404`, `5xx`, or several with commas between; undefined for anything else. */
export function parseStatuses(text: string): StatusRange[] | undefined {
  const ranges = text.split(',').map((part) => {
    const match = /^([1-5])(\d\d|xx)$/i.exec(part.trim());
    if (!match) return undefined;
    const base = Number(match[1]) * 100;
    return /^x/i.test(match[2] ?? '') ? { from: base, to: base + 99 } : { from: Number(part), to: Number(part) };
  });
  return ranges.every((range) => range !== undefined) ? ranges : undefined;
}

/** Makes the test for a call. */
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
  const expression = isGlob(wanted) ? globExpression(wanted) : undefined;
  const matches = (text: string) => (expression ? expression.test(text) : text === wanted);
  return ({ route, url }) => (route !== null && matches(route)) || matches(pathOf(url));
}

/** The path of a URL, or what stands for one; without the query. */
export function pathOf(url: string): string {
  const path = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
  return path.replace(/[?#].*$/s, '');
}
