import { DEFAULT_RETENTION_DAYS } from '../../logs-api/calls/call-index.ts';

export interface IndexerSettings {
  readonly tableName: string;
  readonly retentionDays: number;
  /** Log groups of the Logs API itself, which are never indexed. */
  readonly ownLogGroups: ReadonlySet<string>;
}

/** Reads the function's environment: `LOGS_TABLE`, `RETENTION_DAYS`, and `OWN_LOG_GROUPS` separated by commas.
 *  @throws Error when one is missing or makes no sense. */
export function indexerSettings(env: Readonly<Record<string, string | undefined>>): IndexerSettings {
  const tableName = env.LOGS_TABLE;
  if (!tableName) throw new Error('LOGS_TABLE is not set: it names the table of the Logs API.');
  const retentionDays = Number(env.RETENTION_DAYS ?? DEFAULT_RETENTION_DAYS);
  if (!Number.isInteger(retentionDays) || retentionDays < 1) {
    throw new Error(`RETENTION_DAYS is "${env.RETENTION_DAYS}"; it has to be a whole number of days, 1 or more.`);
  }
  return { tableName, retentionDays, ownLogGroups: new Set((env.OWN_LOG_GROUPS ?? '').split(',').filter(Boolean)) };
}
