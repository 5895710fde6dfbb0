import { z } from '@hono/zod-openapi';
import type { ServedLog } from '../../logs-api/reading/component-directory.ts';

const servedLogsSchema: z.ZodType<readonly ServedLog[]> = z.array(
  z.object({
    name: z.string().min(1),
    group: z.string().min(1),
    kind: z.enum(['function', 'access', 'execution', 'group']),
    functionName: z.string().exactOptional(),
    functionNames: z.array(z.string()).exactOptional(),
  }),
);

/** The settings of the function that serves the Logs API. */
export interface LogsApiSettings {
  readonly tableName: string;
  /** The logs that the API serves. */
  readonly servedLogs: readonly ServedLog[];
  /** Calls of FilterLogEvents per second: the share of the account's quota for this execution environment. */
  readonly callsPerSecond: number;
}

/** Reads the settings from the environment variables `LOGS_TABLE`, `SERVED_LOGS` (JSON) and `CALLS_PER_SECOND`.
 *  @throws Error when a variable is missing or invalid. */
export function logsApiSettings(env: Readonly<Record<string, string | undefined>>): LogsApiSettings {
  const tableName = env.LOGS_TABLE;
  if (!tableName) throw new Error('LOGS_TABLE is not set. Set it to the name of the table of the Logs API.');
  const callsPerSecond = Number(env.CALLS_PER_SECOND);
  if (!(callsPerSecond > 0)) {
    throw new Error(`CALLS_PER_SECOND is "${env.CALLS_PER_SECOND}"; it must be a number greater than 0.`);
  }
  return { tableName, servedLogs: parseServedLogs(env.SERVED_LOGS ?? '[]'), callsPerSecond };
}

function parseServedLogs(text: string): readonly ServedLog[] {
  try {
    return servedLogsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new Error('SERVED_LOGS is not a list of logs as JSON: [{ "name", "group", "kind", "functionName" }].', {
      cause: error,
    });
  }
}
