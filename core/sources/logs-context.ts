import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Clock } from '../clock.ts';
import type { LogSource } from '../log-event.ts';
import type { CallBudget } from '../rate-budget.ts';

/** The dependencies of every function that reads CloudWatch Logs. Variables of this type are called `logs`, everywhere. */
export interface LogsContext {
  readonly client: CloudWatchLogsClient;
  /** Shared by everything that calls the service. */
  readonly budget: CallBudget;
  /** Aborts when reading must end. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Called for each call that the service throttles. */
  onThrottle?(): void;
  /** Called for each source that is left out because its log group does not exist. */
  onMissingGroup?(source: LogSource): void;
}
