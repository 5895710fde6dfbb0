import { BoundedMap } from '../bounded-map.ts';
import type { LogRecord } from '../log-event.ts';
import { FunctionTally, type FunctionUsage } from './function-tally.ts';
import { RouteTally, type RouteUsage } from './route-tally.ts';

/** The lines that usage is counted from: Lambda's reports and errors that handlers threw, both in both formats, and access
 *  lines. The service leaves out most others.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export const USAGE_FILTER_PATTERN =
  '?"REPORT RequestId" ?"platform.report" ?"Invoke Error" ?"errorType" ?"responseLatency"';

/** Requests that no route was found for, and that carry none. */
export const NO_ROUTE = '(no route)';

/** How many failed invocations wait for their report at once: it follows a moment later. */
const MOST_FAILED = 10_000;

/** Adds up what functions and routes were used for. Its memory grows with the number of functions and routes, never with
 *  that of the records. */
export class Usage {
  readonly #functions = new Map<string, FunctionTally>();
  readonly #routes = new Map<string, RouteTally>();
  readonly #allFunctions = new FunctionTally();
  readonly #allRoutes = new RouteTally();
  readonly #failed = new BoundedMap<string, true>(MOST_FAILED);

  /** Takes one record; of one log group they come in the order of time. Records of other kinds are left out.
   *  @param label the short name of the log group, which is the function's unless several functions share the group. */
  add(record: LogRecord, label: string): void {
    if (record.kind === 'function.report') this.#addReport(record, label);
    else if (record.kind === 'api.access') this.#addAccess(record);
    else if (isThrownError(record) && record.requestId !== undefined) this.#failed.set(record.requestId, true);
  }

  /** By name, the most used first. */
  get functions(): readonly (FunctionUsage & { readonly name: string })[] {
    return [...this.#functions]
      .map(([name, tally]) => ({ name, ...tally.usage }))
      .sort((a, b) => b.invocations - a.invocations || a.name.localeCompare(b.name));
  }

  /** By method and route, such as `GET /notes/{noteId}`, the most used first. */
  get routes(): readonly (RouteUsage & { readonly name: string })[] {
    return [...this.#routes]
      .map(([name, tally]) => ({ name, ...tally.usage }))
      .sort((a, b) => b.requests - a.requests || a.name.localeCompare(b.name));
  }

  get allFunctions(): FunctionUsage {
    return this.#allFunctions.usage;
  }

  get allRoutes(): RouteUsage {
    return this.#allRoutes.usage;
  }

  #addReport(report: LogRecord, label: string): void {
    const name = functionInStream(report.stream) ?? label;
    const threw = report.requestId !== undefined && this.#failed.delete(report.requestId);
    const failed = threw || report.level === 'ERROR';
    tallyOf(this.#functions, name, () => new FunctionTally()).add(report, failed);
    this.#allFunctions.add(report, failed);
  }

  #addAccess(access: LogRecord): void {
    const { method, route } = access.fields ?? {};
    const name = typeof route === 'string' ? `${typeof method === 'string' ? method : 'ANY'} ${route}` : NO_ROUTE;
    tallyOf(this.#routes, name, () => new RouteTally()).add(access);
    this.#allRoutes.add(access);
  }
}

/** What runtimes write when a handler threw: the report of that invocation says `success`, since the runtime lived on. In JSON
 *  format a function that logs an error object, and nothing with it, writes the same.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function isThrownError({ kind, level, fields }: LogRecord): boolean {
  if (kind !== 'function.log' || level !== 'ERROR' || fields === undefined) return false;
  const { message } = fields;
  if (typeof message === 'string') return message.startsWith('Invoke Error');
  // Node.js puts the error into the message, Python beside it.
  const error = (message ?? fields) as { readonly errorType?: unknown; readonly stackTrace?: unknown };
  return error.errorType !== undefined && error.stackTrace !== undefined;
}

/** The function that a stream of a shared log group names: `2026/11/21/notes-list[$LATEST]4f3a…`.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
function functionInStream(stream: string): string | undefined {
  return /^\d{4}\/\d\d\/\d\d\/([^[/]+)\[/.exec(stream)?.[1];
}

function tallyOf<Tally>(tallies: Map<string, Tally>, name: string, make: () => Tally): Tally {
  let tally = tallies.get(name);
  if (tally === undefined) {
    tally = make();
    tallies.set(name, tally);
  }
  return tally;
}
