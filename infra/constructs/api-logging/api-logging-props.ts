import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';

/** How much API Gateway writes to the execution log of a request: nothing, failures only, or every step. */
export type ExecutionLevel = 'OFF' | 'ERROR' | 'INFO';

/** Writes bodies and headers of requests to the execution log. They can contain personal data and secrets. */
export interface DataTrace {
  /** Why the data trace is on. The reason is stored in the metadata of the stage, for reviewers of the template. */
  readonly reason: string;
}

/** Logging settings of one route that differ from its stage. Throttling and caching of the route stay those of the stage. */
export interface RouteLogging {
  /**
   * The level of the execution log. REST and WebSocket APIs only.
   * @default - the level of the stage
   */
  readonly executionLevel?: ExecutionLevel;

  /**
   * Turns the data trace on for this route. REST and WebSocket APIs only.
   * @default - the data trace of the stage
   */
  readonly dataTrace?: DataTrace;

  /**
   * Whether CloudWatch has separate metrics for this route.
   * @default - the setting of the stage
   */
  readonly metrics?: boolean;
}

/** The caller's identity in the access log. Only variables of the authorizer are allowed, since clients can send anything else. */
export interface CallerIdentity {
  /**
   * The `$context` variable that contains the tenant of the call, such as `authorizer.claims.tenant`.
   * @default - none: the calls of an API have no tenant
   */
  readonly domainId?: string;

  /**
   * The `$context` variable that contains the user of the call, such as `authorizer.claims.sub`.
   * @default 'authorizer.principalId'
   */
  readonly userId?: string;
}

/** What an API logs, and how long the logs are kept. A prop that is not set comes from the stage, or from the nearest enclosing scope that
 *  sets it; otherwise the default applies. */
export interface ApiLoggingProps {
  /**
   * Whether logging is turned on.
   * @default - the tag `tailgate:api-logging` (`on`, `off`) of the API or its stack; otherwise the context value
   *   `apiLogging:<stack>`; otherwise the context value `apiLogging` (`-c apiLogging=off`); otherwise on
   */
  readonly enabled?: boolean;

  /**
   * Whether each request writes one line of JSON to the access log. A stage that has an access log keeps it unchanged.
   * @default true
   */
  readonly accessLogs?: boolean;

  /**
   * The log group of the access log. Several stages can share it.
   * @default - a new log group for each stage
   */
  readonly accessLogGroup?: ILogGroup;

  /**
   * Which variables of the authorizer identify the caller in the access log.
   * @default - the user is the principal of the authorizer
   */
  readonly identity?: CallerIdentity;

  /**
   * Whether the access log omits the requested path and contains only the route, such as `/users/{id}`. REST and HTTP APIs only.
   * @default false
   */
  readonly obfuscatePaths?: boolean;

  /**
   * The level of the execution log. REST and WebSocket APIs only. INFO writes about twenty lines for each request: for a busy API
   * that costs more than the API itself.
   * @default 'ERROR'
   */
  readonly executionLevel?: ExecutionLevel;

  /**
   * Turns the data trace on. REST and WebSocket APIs only.
   * @default - no bodies and headers in the logs
   */
  readonly dataTrace?: DataTrace;

  /**
   * Whether CloudWatch has separate metrics for each route. CloudWatch charges for them.
   * @default true
   */
  readonly metrics?: boolean;

  /**
   * Whether requests are traced with X-Ray. REST APIs only.
   * @default true
   */
  readonly tracing?: boolean;

  /**
   * Settings of single routes, by method and path (`GET /notes/{id}`) for REST APIs, by route key for HTTP and WebSocket APIs.
   * @default - none
   */
  readonly routes?: Readonly<Record<string, RouteLogging>>;

  /**
   * Routes that load balancers and monitors call regularly. They write no execution log. API Gateway cannot omit them from the
   * access log, so a tag of the stage lists them, and `logs api` hides their calls.
   * @default - none
   */
  readonly healthCheckRoutes?: readonly string[];

  /**
   * How long the access log is kept.
   * @default RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;

  /**
   * How long the execution log is kept.
   * @default RetentionDays.ONE_WEEK
   */
  readonly executionRetention?: RetentionDays;

  /**
   * The KMS key that encrypts the log groups. Its policy is extended so that CloudWatch Logs can use it.
   * @default - CloudWatch Logs uses its own key
   */
  readonly encryptionKey?: IKey;

  /**
   * What happens to the log groups when the stack is deleted, or when the stage no longer logs. An execution log group that is adopted
   * is always kept, and so is the access log group of an HTTP API if it existed before.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * How the execution log group is created. API Gateway defines its name, and creates it without retention at the first request if
   * it does not exist. `create` declares a log group in the template, which fails if the group exists, also if it was kept when the
   * stage stopped logging: use it for new stages, with RemovalPolicy.DESTROY. `adopt` uses a custom resource that creates the group
   * or takes over the existing one: use it for stages that may have run before.
   * @default 'adopt'
   */
  readonly executionLogGroup?: 'create' | 'adopt';
}
