import type { LogLevel } from './levels.ts';

/** One event as CloudWatch Logs holds it. Times are epoch milliseconds. `eventId` comes from FilterLogEvents and
 *  subscriptions only; GetLogEvents and Live Tail give none.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilteredLogEvent.html */
export interface LogEvent {
  readonly eventId?: string;
  readonly group: string;
  readonly stream: string;
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
}

/** A LogEvent as following finds it. */
export interface FollowedEvent extends LogEvent {
  /** Arrived behind a newer one that was already shown. */
  readonly late?: true;
}

export type RecordKind =
  | 'api.access'
  | 'api.execution'
  | 'function.start'
  | 'function.end'
  | 'function.report'
  | 'function.log'
  | 'text';

/** A LogEvent that was understood. `kind` says by which parser; `fields` keep every key of a JSON line. */
export interface LogRecord extends FollowedEvent {
  readonly kind: RecordKind;
  readonly level?: LogLevel;
  /** API Gateway's for `api.*`, Lambda's for `function.*`. */
  readonly requestId?: string;
  readonly traceId?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  /** What a query made of the line: never null; there only where one was asked for. */
  readonly result?: unknown;
}

/** Whose lines a log group holds, where that is known. */
export type LogRole = 'access' | 'execution' | 'function';

/** A log group that is read, and the short name under which its lines are shown. */
export interface LogSource {
  readonly group: string;
  readonly label: string;
  readonly role?: LogRole;
  /** The user named this very log group, so it has to be there. One that something else led to may be missing: Lambda and API
   *  Gateway make theirs with the first line. */
  readonly isNamed?: true;
  /** The routes of health checks, of each stage that writes its access lines here and names any. */
  readonly healthChecks?: readonly StageRoutes[];
}

/** Some routes of a stage, such as `GET /health`. */
export interface StageRoutes {
  readonly apiId: string;
  readonly stage: string;
  readonly routes: readonly string[];
}
