import { BoundedMap } from '../bounded-map.ts';
import type { LogRecord } from '../log-event.ts';
import { FunctionTally, type FunctionUsage } from './function-tally.ts';
import { RouteTally, type RouteUsage } from './route-tally.ts';

/** Matches the lines that usage is computed from: Lambda's reports and uncaught errors, in both log formats, and access lines. The
 *  service filters out most other lines.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
export const USAGE_FILTER_PATTERN =
  '?"REPORT RequestId" ?"platform.report" ?"Invoke Error" ?"errorType" ?"responseLatency"';

/** An API has 300 routes at most by default. A function can write lines that look like access lines, with any routes: those beyond the
 *  maximum count together.
 *  @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const MAX_ROUTES = 2000;
export const OTHER_ROUTES = '(other routes)';

/** The name for requests without a route. */
export const NO_ROUTE = '(no route)';

/** How many failed invocations may wait for their reports, which follow immediately. */
const MAX_FAILED = 10_000;

/** Adds up the usage of functions and routes. Its memory grows with the number of functions and routes, not with the number of records. */
export class Usage {
  readonly #functions = new Map<string, FunctionTally>();
  readonly #routes = new Map<string, RouteTally>();
  readonly #allFunctions = new FunctionTally();
  readonly #allRoutes = new RouteTally();
  readonly #failedRequestIds = new BoundedMap<string, true>(MAX_FAILED);

  /** Adds one record. The records of a log group must be in order of time. Records of other kinds are ignored.
   *  @param label the short name of the log group. It is the function's name, unless several functions share the group. */
  add(record: LogRecord, label: string): void {
    if (record.kind === 'function.report') this.#addReport(record, label);
    else if (record.kind === 'api.access') this.#addAccess(record);
    else if (isThrownError(record) && record.requestId !== undefined)
      this.#failedRequestIds.set(record.requestId, true);
  }

  /** One entry for each function, the most invocations first. */
  get functions(): readonly (FunctionUsage & { readonly name: string })[] {
    return [...this.#functions]
      .map(([name, tally]) => ({ name, ...tally.usage }))
      .sort((a, b) => b.invocations - a.invocations || a.name.localeCompare(b.name));
  }

  /** One entry for each method and route, such as `GET /notes/{noteId}`, the most requests first. */
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
    const threw = report.requestId !== undefined && this.#failedRequestIds.delete(report.requestId);
    const failed = threw || report.level === 'ERROR';
    tallyOf(this.#functions, name, () => new FunctionTally()).add(report, failed);
    this.#allFunctions.add(report, failed);
  }

  #addAccess(access: LogRecord): void {
    const { method, route } = access.fields ?? {};
    const name = typeof route === 'string' ? `${typeof method === 'string' ? method : 'ANY'} ${route}` : NO_ROUTE;
    const isKnown = this.#routes.has(name) || this.#routes.size < MAX_ROUTES;
    tallyOf(this.#routes, isKnown ? name : OTHER_ROUTES, () => new RouteTally()).add(access);
    this.#allRoutes.add(access);
  }
}

/** Whether a runtime wrote the line for an error that the handler threw. The report of such an invocation has the status `success`,
 *  because the runtime itself did not fail. In JSON format, a function that logs only an error object writes the same line.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function isThrownError({ kind, level, fields }: LogRecord): boolean {
  if (kind !== 'function.log' || level !== 'ERROR' || fields === undefined) return false;
  const { message } = fields;
  if (typeof message === 'string') return message.startsWith('Invoke Error');
  // Node.js writes the error as the value of `message`; Python writes its members next to `message`.
  const error = (message ?? fields) as { readonly errorType?: unknown; readonly stackTrace?: unknown };
  return error.errorType !== undefined && error.stackTrace !== undefined;
}

/** The function name in the name of a log stream, if the function shares its log group: `2026/11/21/notes-list[$LATEST]4f3a…`.
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
