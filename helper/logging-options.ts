/** The calls for which a begin record (input) and an end record (result or error) are written: no calls, failed calls, or all
 *  calls. */
export type Capture = 'none' | 'errors' | 'all';

/** The capture setting of each kind of call. */
export interface CapturePoints {
  /** The function: the input is the event, the result is what the handler returns. @default 'none' */
  readonly function?: Capture;
  /** Single routes of the API, which take precedence over `function`. A key is a method and a route, such as `POST /notes`,
   *  or only a route, such as `/notes/{noteId}`, for every method.
   *  @default - no route has its own setting */
  readonly routes?: Readonly<Record<string, Capture>>;
  /** The steps of `logStep` without a capture setting of their own. @default 'none' */
  readonly steps?: Capture;
}

/** The options of `withLogging`. */
export interface LoggingOptions {
  /** The calls for which begin and end records are written. One word sets the function and the steps.
   *  @default 'none'
   *  @example { routes: { 'POST /orders': 'errors' }, steps: 'all' } */
  readonly capture?: Capture | CapturePoints;

  /** Paths to secret values, in addition to those that are known by their name, such as `authorization` and `password`. A path
   *  begins at the root of the logged value; `*` stands for any key or index.
   *  @default - only secrets with known names and known formats are redacted
   *  @example ['body.card.number', 'items.*.pin'] */
  readonly redact?: readonly string[];

  /** Routes for which no `api.call` record is written, such as `GET /health`, or `/health` for every method.
   *  @default - a record is written for every route */
  readonly omitRoutes?: readonly string[];

  /** Leaves the requested path and the query string out of all records: they hold only the route. @default false */
  readonly obfuscatePaths?: boolean;

  /** How long before the function's timeout a warning is logged, in milliseconds; 0 turns the warning off.
   *  @default - a tenth of the time that is left at the start, and at most 1000 */
  readonly timeoutWarningMs?: number;
}

/** A function, route or step whose calls may be captured. */
export interface CaptureTarget {
  readonly point: 'function' | 'route' | 'step';
  readonly name: string;
  readonly capture: Capture;
}

/** The capture setting for an invocation.
 *  @param request undefined when the event is not from API Gateway. */
export function captureTarget(
  { capture = 'none' }: LoggingOptions,
  request: { readonly method: string; readonly route: string } | undefined,
): CaptureTarget {
  const points: CapturePoints = typeof capture === 'string' ? { function: capture } : capture;
  if (request && points.routes) {
    const setting = Object.entries(points.routes).find(([name]) => isRoute(name, request));
    if (setting) return { point: 'route', name: `${request.method} ${request.route}`, capture: setting[1] };
  }
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'function';
  return { point: 'function', name, capture: points.function ?? 'none' };
}

/** The capture setting for the steps of `logStep`. */
export function stepCapture({ capture = 'none' }: LoggingOptions): Capture {
  return typeof capture === 'string' ? capture : (capture.steps ?? 'none');
}

/** Whether a name such as `GET /health` or `/health` stands for the route of a request. */
export function isRoute(name: string, { method, route }: { readonly method: string; readonly route: string }): boolean {
  return name === route || name === `${method} ${route}` || name === `ANY ${route}`;
}
