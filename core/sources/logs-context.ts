import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { Clock } from '../clock.ts';
import type { LogSource } from '../log-event.ts';
import type { RateBudget } from '../rate-budget.ts';

/** What everything that reads logs needs. */
export interface LogsContext {
  readonly client: CloudWatchLogsClient;
  /** Shared by everything that calls the service. */
  readonly budget: RateBudget;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Told of each throttle. */
  onThrottle?(): void;
  /** Told of each source that is left out, for its log group is not there. */
  onMissingGroup?(source: LogSource): void;
}
