import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { LogLevel } from '../../../core/levels.ts';

export const SYSTEM_LEVELS = ['DEBUG', 'INFO', 'WARN'] as const;

/** How functions log. Every prop that is left out comes from the scope around, then from its default. */
export interface FunctionLoggingProps {
  /**
   * Whether this changes the function's logging at all.
   * @default - the tag `tailgate:function-logging` (`on`, `off`) of the function or its stack, else the context value
   *   `functionLogging:<stack>`, else `functionLogging`, else on
   */
  readonly enabled?: boolean;

  /**
   * How long the log events are kept. A log group that the function brings keeps its own, if it has one.
   * @default RetentionDays.ONE_MONTH
   */
  readonly retention?: RetentionDays;

  /**
   * What of the function's own lines Lambda keeps, by their level.
   * @default 'INFO'
   */
  readonly applicationLevel?: LogLevel;

  /**
   * What of its own lines (start, report, and so on) Lambda writes.
   * @default 'INFO'
   */
  readonly systemLevel?: (typeof SYSTEM_LEVELS)[number];

  /**
   * The function keeps debug lines back, and writes them when it fails (Tailgate's `withLogging`, Powertools' log buffer). Lambda would
   * drop them at the level INFO: it gets DEBUG, and the logger the application level, by `POWERTOOLS_LOG_LEVEL`.
   * @default false
   */
  readonly debugBuffer?: boolean;

  /**
   * Encrypts the log group. CloudWatch Logs is allowed to use it.
   * @default - the service's own key
   */
  readonly encryptionKey?: IKey;

  /**
   * What becomes of the log group when the stack is deleted.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
