import { systemClock } from '../../core/clock.ts';
import { filterLogEventsQuota, RateBudget } from '../../core/rate-budget.ts';
import type { LogsContext } from '../../core/sources/logs-context.ts';
import type { Connection } from './connection.ts';

/** What reads log events over a connection, within the calls that the account has.
 *  @param told of throttles, and of log groups that are not there. */
export async function openReader(
  connection: Connection,
  signal: AbortSignal,
  told: Pick<LogsContext, 'onThrottle' | 'onMissingGroup'> = {},
): Promise<LogsContext> {
  // Reading repeats failed calls itself, and pays for each from the rate budget: those of the SDK would go uncounted.
  const client = await connection.logs({ maxAttempts: 1 });
  const quota = connection.isAws ? filterLogEventsQuota(await client.config.region()) : Number.POSITIVE_INFINITY;
  return { client, clock: systemClock, budget: new RateBudget(quota), signal, ...told };
}
