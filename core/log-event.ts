import type { LogLevel } from './levels.ts';

// The types of the pipeline (core/pipeline.ts), in the order in which they occur:
// LogSource (where to read) -> LogEvent -> FollowedEvent (with `late`) -> LogRecord (parsed).

/** The items that flow between two stages of the pipeline. A page costs one promise, and holds up to 10,000 events. */
export type Pages<T> = AsyncIterable<readonly T[]>;

/** A log group to read, and the short name that is shown with its lines. */
export interface LogSource {
  readonly group: string;
  readonly label: string;
  readonly role?: LogRole;
  /** A missing log group is an error: the user named the group, or its name was assumed because it could not be looked up.
   *  Otherwise it may be missing, because Lambda and API Gateway create their log groups with the first line. */
  readonly mustExist?: true;
  /** The routes of health checks, for each stage that writes its access log to this group. */
  readonly healthChecks?: readonly StageRoutes[];
}

/** What writes to a log group: a stage (access or execution log) or a function. It decides which lines can be trusted. */
export type LogRole = 'access' | 'execution' | 'function';

/** Some routes of a stage, such as `GET /health`. */
export interface StageRoutes {
  readonly apiId: string;
  readonly stage: string;
  readonly routes: readonly string[];
}

/** One event as CloudWatch Logs stores it.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html */
export interface LogEvent {
  /** Only FilterLogEvents and subscriptions return it; GetLogEvents and Live Tail do not. */
  readonly eventId?: string;
  readonly group: string;
  readonly stream: string;
  /** When it happened, as its writer says: epoch milliseconds. */
  readonly timestamp: number;
  /** When CloudWatch Logs received it: epoch milliseconds. */
  readonly ingestionTime: number;
  readonly message: string;
}

/** An event that was found while following log groups. */
export interface FollowedEvent extends LogEvent {
  /** A newer event was shown before this one. */
  readonly late?: true;
}

/** Which parser understood an event: an access or execution log of API Gateway, a line of the Lambda platform, or a line of a
 *  function. `text` is any other line. */
export type RecordKind =
  | 'api.access'
  | 'api.execution'
  | 'function.start'
  | 'function.end'
  | 'function.report'
  | 'function.log'
  | 'text';

/** A parsed event. */
export interface LogRecord extends FollowedEvent {
  readonly kind: RecordKind;
  readonly level?: LogLevel;
  /** The request id of API Gateway for `api.*`, of Lambda for `function.*`. */
  readonly requestId?: string;
  readonly traceId?: string;
  /** All fields of a JSON line, or the values that the parser found in a line of text. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** The result of a query (core/query-records.ts), never null. Only set when there is a query. */
  readonly result?: unknown;
}
