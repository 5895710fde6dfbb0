import { systemClock } from '../../core/clock.ts';
import type { LogSource } from '../../core/log-event.ts';
import { filterLogEventsQuota, RateBudget } from '../../core/rate-budget.ts';
import type { LogsContext } from '../../core/sources/logs-context.ts';
import type { Account } from '../../core/targets/account.ts';
import { AwsAccount } from '../aws-account/aws-account.ts';
import type { Connection } from './connection.ts';
import { IdleTimer, onInterrupt } from './end-signals.ts';
import { MissingGroupNotices } from './missing-group-notices.ts';

/** Finds the log groups of the targets that the user named. */
export type SourceFinder = (account: Account) => Promise<readonly LogSource[]>;

/** The log groups that a command reads, and the objects that it needs to read them. */
export interface ReadSession {
  readonly sources: readonly LogSource[];
  /** Finds the sources again: log groups may have been created in the meantime. */
  readonly resolve: () => Promise<readonly LogSource[]>;
  /** Its signal aborts on an interrupt, and when the idle timer ends. */
  readonly logs: LogsContext;
  /** Aborts on Ctrl-C, SIGTERM or SIGHUP. */
  readonly interrupted: AbortSignal;
  readonly idle: IdleTimer;
  readonly missingGroups: MissingGroupNotices;
}

export interface ReadSessionOptions {
  /** Ends the read when the idle timer was not reset for this long. @default never */
  readonly idleExitMs?: number | undefined;
  /** Called for each throttle. */
  readonly onThrottle?: () => void;
}

/** Finds the sources, and opens the client that reads them within the quota of the account. */
export async function openReadSession(
  connection: Connection,
  find: SourceFinder,
  { idleExitMs, onThrottle }: ReadSessionOptions = {},
): Promise<ReadSession> {
  const account = new AwsAccount(connection, await connection.logs());
  const resolve = () => find(account);
  const sources = await resolve();
  const interrupted = onInterrupt();
  const idle = new IdleTimer(idleExitMs);
  const missingGroups = new MissingGroupNotices();
  // The readers retry failed calls themselves and count them against the rate budget; the SDK's retries would not be counted.
  const client = await connection.logs({ maxAttempts: 1 });
  const quota = connection.isAws ? filterLogEventsQuota(await client.config.region()) : Number.POSITIVE_INFINITY;
  const logs: LogsContext = {
    client,
    clock: systemClock,
    budget: new RateBudget(quota),
    signal: AbortSignal.any([interrupted, idle.signal]),
    onMissingGroup: missingGroups.add,
    ...(onThrottle && { onThrottle }),
  };
  return { sources, resolve, logs, interrupted, idle, missingGroups };
}
