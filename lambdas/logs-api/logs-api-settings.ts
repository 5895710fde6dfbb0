import { z } from '@hono/zod-openapi';
import { filterLogEventsQuota } from '../../core/rate-budget.ts';
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
  /** Calls of FilterLogEvents per second of all execution environments together. */
  readonly callsPerSecond: number;
  /** How many requests all execution environments handle at the same time, open streams included. */
  readonly maxRequests: number;
}

/** A stream makes at least one call a second, and most regions allow ten: with more readers, new lines would arrive seconds late. */
const DEFAULT_MAX_REQUESTS = 20;

/** Reads the settings from the environment variables `LOGS_TABLE`, `SERVED_LOGS` (JSON), `CALLS_PER_SECOND` (default: the quota of the
 *  region) and `MAX_REQUESTS` (default: 20).
 *  @throws Error when a variable is missing or invalid. */
export function logsApiSettings(env: Readonly<Record<string, string | undefined>>): LogsApiSettings {
  const tableName = env.LOGS_TABLE;
  if (!tableName) throw new Error('LOGS_TABLE is not set. Set it to the name of the table of the Logs API.');
  const callsPerSecond = Number(env.CALLS_PER_SECOND ?? filterLogEventsQuota(env.AWS_REGION ?? ''));
  if (!(callsPerSecond > 0)) {
    throw new Error(`CALLS_PER_SECOND is "${env.CALLS_PER_SECOND}"; it must be a number greater than 0.`);
  }
  const maxRequests = Number(env.MAX_REQUESTS ?? DEFAULT_MAX_REQUESTS);
  if (!(Number.isInteger(maxRequests) && maxRequests > 0)) {
    throw new Error(`MAX_REQUESTS is "${env.MAX_REQUESTS}"; it must be a whole number greater than 0.`);
  }
  return { tableName, servedLogs: parseServedLogs(env.SERVED_LOGS ?? '[]'), callsPerSecond, maxRequests };
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
