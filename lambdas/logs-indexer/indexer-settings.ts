import { DEFAULT_RETENTION_DAYS } from '../../logs-api/calls/call-index.ts';

/** The settings of the function that indexes API calls. */
export interface IndexerSettings {
  readonly tableName: string;
  readonly retentionDays: number;
  /** The log groups of the Logs API itself, which must not be indexed. */
  readonly ownLogGroups: ReadonlySet<string>;
}

/** Reads the settings from the environment variables `LOGS_TABLE`, `RETENTION_DAYS` and `OWN_LOG_GROUPS` (separated by commas).
 *  @throws Error when a variable is missing or invalid. */
export function indexerSettings(env: Readonly<Record<string, string | undefined>>): IndexerSettings {
  const tableName = env.LOGS_TABLE;
  if (!tableName) throw new Error('LOGS_TABLE is not set. Set it to the name of the table of the Logs API.');
  const retentionDays = Number(env.RETENTION_DAYS ?? DEFAULT_RETENTION_DAYS);
  if (!Number.isInteger(retentionDays) || retentionDays < 1) {
    throw new Error(`RETENTION_DAYS is "${env.RETENTION_DAYS}"; it must be a whole number of days, 1 or more.`);
  }
  return { tableName, retentionDays, ownLogGroups: new Set((env.OWN_LOG_GROUPS ?? '').split(',').filter(Boolean)) };
}
