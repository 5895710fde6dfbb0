import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { LogLevel } from '../../../core/levels.ts';

export const SYSTEM_LEVELS = ['DEBUG', 'INFO', 'WARN'] as const;

/** How functions log. A prop that is not set comes from the nearest enclosing scope that sets it; otherwise the default applies. */
export interface FunctionLoggingProps {
  /**
   * Whether the logging of the function is configured at all.
   * @default - the tag `tailgate:function-logging` (`on`, `off`) of the function or its stack; otherwise the context value
   *   `functionLogging:<stack>`; otherwise the context value `functionLogging`; otherwise on
   */
  readonly enabled?: boolean;

  /**
   * How long log events are kept. A log group that the function already has keeps its own retention: on the function itself, another one is
   * refused. This prop bounds a group without retention (with `RetentionDays.INFINITE` only on the function itself), and replaces the two
   * years of a group that the CDK manages (`useCdkManagedLogGroup`).
   * @default - a log group that exists is not changed; a new one has RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;

  /**
   * The lowest level of the function's own lines that Lambda keeps. Functions that log text have no levels. With `debugBuffer`: the lowest level that the logger writes
   * without a failure; Lambda then keeps DEBUG and higher levels.
   * On the function itself it replaces the level that the function sets; on an enclosing scope it does not.
   * @default - the level that the function sets; otherwise 'INFO'
   */
  readonly applicationLevel?: LogLevel;

  /**
   * The lowest level of the lines that Lambda writes (start, report and others).
   * On the function itself it replaces the level that the function sets; on an enclosing scope it does not.
   * @default - the level that the function sets; otherwise 'INFO'
   */
  readonly systemLevel?: (typeof SYSTEM_LEVELS)[number];

  /**
   * Whether the function buffers debug lines and writes them when it fails (Tailgate's `withLogging`, the log buffer of Powertools).
   * At level INFO Lambda would drop these lines. So the level in Lambda becomes DEBUG, and `POWERTOOLS_LOG_LEVEL` sets the logger to
   * the application level. An environment variable of the function that sets the level of the logger stays (`TAILGATE_LOG_LEVEL`,
   * `POWERTOOLS_LOG_LEVEL`, `LOG_LEVEL`). If the function sets both levels, both stay, with a warning.
   * @default false
   */
  readonly debugBuffer?: boolean;

  /**
   * The KMS key that encrypts the log group, if Tailgate or the CDK creates it. Its policy is extended so that CloudWatch Logs can use it.
   * @default - CloudWatch Logs uses its own key
   */
  readonly encryptionKey?: IKey;

  /**
   * What happens to the log group when the stack is deleted, if Tailgate or the CDK creates the group.
   * @default - a log group that exists is not changed; a new one has RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
