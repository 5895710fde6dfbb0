import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What API Gateway writes of a request's way through it: nothing, failures, or every step. */
export type ExecutionLevel = 'OFF' | 'ERROR' | 'INFO';

/** Bodies and headers in the execution log. They hold what people send: personal data, secrets. */
export interface DataTrace {
  /** Why it is on; it stands in the template for those who review it. */
  readonly reason: string;
}

/** The logging of one route, where it differs from its stage's. Metrics, throttling and caching stay those of the stage. */
export interface RouteLogging {
  /**
   * REST and WebSocket APIs.
   * @default - the stage's
   */
  readonly executionLevel?: ExecutionLevel;

  /**
   * REST and WebSocket APIs.
   * @default - the stage's
   */
  readonly dataTrace?: DataTrace;

  /**
   * Metrics of this route alone.
   * @default - the stage's
   */
  readonly metrics?: boolean;
}

/** Where the access line finds who called, as `$context` variables of the authorizer: nothing that a client sends may name them. */
export interface CallerIdentity {
  /**
   * Whose the call is: a tenant.
   * @default - none: calls belong to their API
   */
  readonly domainId?: string;

  /** @default 'authorizer.principalId' */
  readonly userId?: string;
}

/** What of an API is logged, and for how long. Every prop that is left out comes from the scope around, then from its default. */
export interface ApiLoggingProps {
  /**
   * Whether this turns logging on at all.
   * @default - the tag `tailgate:api-logging` (`on`, `off`) of the API or its stack, else the context value
   *   `apiLogging:<stack>`, else `apiLogging` (`-c apiLogging=off`), else on
   */
  readonly enabled?: boolean;

  /**
   * A line of JSON a request, with the fields of the API's type. A stage that has an access log keeps it.
   * @default true
   */
  readonly accessLogs?: boolean;

  /**
   * Where access lines go, also those of several stages.
   * @default - a log group of each stage's own
   */
  readonly accessLogGroup?: ILogGroup;

  /** @default - the authorizer's principal is the user */
  readonly identity?: CallerIdentity;

  /**
   * Leaves the path out of access lines: they carry the route, such as `/users/{id}`, alone. REST and HTTP APIs.
   * @default false
   */
  readonly obfuscatePaths?: boolean;

  /**
   * REST and WebSocket APIs. INFO writes some twenty lines a request: for a busy API it costs more than the API.
   * @default 'ERROR'
   */
  readonly executionLevel?: ExecutionLevel;

  /**
   * REST and WebSocket APIs.
   * @default - no bodies and headers in the logs
   */
  readonly dataTrace?: DataTrace;

  /**
   * Metrics a route, which CloudWatch charges for.
   * @default true
   */
  readonly metrics?: boolean;

  /**
   * X-Ray traces. REST APIs.
   * @default true
   */
  readonly tracing?: boolean;

  /**
   * Routes whose logging differs, by method and path (`GET /notes/{id}`), or by route key for HTTP and WebSocket APIs.
   * @default - none
   */
  readonly routes?: Readonly<Record<string, RouteLogging>>;

  /**
   * Routes that load balancers and monitors call all the time. They get no execution lines; access lines cannot be left
   * out by API Gateway, so a tag of the stage names the routes to those who read: `logs api` leaves out their calls.
   * @default - none
   */
  readonly healthCheckRoutes?: readonly string[];

  /**
   * How long access lines are kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;

  /**
   * How long execution lines are kept.
   * @default RetentionDays.ONE_WEEK
   */
  readonly executionRetention?: RetentionDays;

  /**
   * Encrypts the log groups. CloudWatch Logs is allowed to use it.
   * @default - the service's own key
   */
  readonly encryptionKey?: IKey;

  /**
   * What becomes of the log groups when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * API Gateway gives the execution log group its name, and makes it at the first request if it is not there, unbounded.
   * `create` makes it before: right for a stage that is new. `adopt` makes it or takes it over, by a custom resource: right for
   * one that may have run before.
   * @default 'adopt'
   */
  readonly executionLogGroup?: 'create' | 'adopt';
}
