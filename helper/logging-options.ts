/** What is recorded of input and result: nothing, of what failed, or of every call. */
export type Capture = 'none' | 'errors' | 'all';

/** What is recorded where. */
export interface CapturePoints {
  /** The event that the function was invoked with, and what it returned. @default 'none' */
  readonly function?: Capture;
  /** The same for single routes, such as `POST /notes` or `/notes/{noteId}` (any method), in place of `function`.
   *  @default - none */
  readonly routes?: Readonly<Record<string, Capture>>;
  /** The steps of `logStep` that say nothing themselves. @default 'none' */
  readonly steps?: Capture;
}

export interface LoggingOptions {
  /** Begin and end records with input and result; one word is for function and steps alike. @default 'none' */
  readonly capture?: Capture | CapturePoints;

  /** Paths whose values are secrets besides those known by name, from the root of whatever is logged: `body.card.number`,
   *  `items.*.pin`. @default - none */
  readonly redact?: readonly string[];

  /** Routes that leave no `api.call` record, such as `GET /health` or `/health`. @default - none */
  readonly omitRoutes?: readonly string[];

  /** Leaves paths and queries out: records carry the route alone. @default false */
  readonly obfuscatePaths?: boolean;

  /** How long before the function's timeout to warn, in milliseconds; 0 does not warn.
   *  @default - a tenth of the time that is left at the start, at most 1000 */
  readonly timeoutWarningMs?: number;
}

/** What is captured of an invocation, and by whose name. */
export interface CapturePlan {
  readonly point: 'function' | 'route';
  readonly name: string;
  readonly capture: Capture;
}

/** @param route `undefined` when the event is none of API Gateway's. */
export function capturePlan(
  { capture = 'none' }: LoggingOptions,
  route: { readonly method: string; readonly route: string } | undefined,
): CapturePlan {
  const points: CapturePoints = typeof capture === 'string' ? { function: capture } : capture;
  if (route && points.routes) {
    const named = Object.entries(points.routes).find(([name]) => isRoute(name, route));
    if (named) return { point: 'route', name: `${route.method} ${route.route}`, capture: named[1] };
  }
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'function';
  return { point: 'function', name, capture: points.function ?? 'none' };
}

export function stepCapture({ capture = 'none' }: LoggingOptions): Capture {
  return typeof capture === 'string' ? capture : (capture.steps ?? 'none');
}

/** Whether a name such as `GET /health` or `/health` means this route. */
export function isRoute(name: string, { method, route }: { readonly method: string; readonly route: string }): boolean {
  return name === route || name === `${method} ${route}` || name === `ANY ${route}`;
}
