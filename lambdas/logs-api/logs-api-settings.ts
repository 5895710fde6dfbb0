import { z } from '@hono/zod-openapi';
import type { ServedLog } from '../../logs-api/reading/component-directory.ts';

const served: z.ZodType<readonly ServedLog[]> = z.array(
  z.object({
    name: z.string().min(1),
    group: z.string().min(1),
    kind: z.enum(['function', 'access', 'execution', 'group']),
    functionName: z.string().exactOptional(),
    functionNames: z.array(z.string()).exactOptional(),
  }),
);

export interface LogsApiSettings {
  readonly tableName: string;
  readonly served: readonly ServedLog[];
  /** Calls of FilterLogEvents a second that this environment may make: its share of the account's quota. */
  readonly callsPerSecond: number;
}

/** Reads the function's environment: `LOGS_TABLE`, `SERVED_LOGS` (JSON), `CALLS_PER_SECOND`.
 *  @throws Error when one is missing or makes no sense. */
export function logsApiSettings(env: Readonly<Record<string, string | undefined>>): LogsApiSettings {
  const tableName = env.LOGS_TABLE;
  if (!tableName) throw new Error('LOGS_TABLE is not set: it names the table of the Logs API.');
  const callsPerSecond = Number(env.CALLS_PER_SECOND);
  if (!(callsPerSecond > 0)) {
    throw new Error(`CALLS_PER_SECOND is "${env.CALLS_PER_SECOND}"; it has to be a number above 0.`);
  }
  return { tableName, served: parseServed(env.SERVED_LOGS ?? '[]'), callsPerSecond };
}

function parseServed(text: string): readonly ServedLog[] {
  try {
    return served.parse(JSON.parse(text));
  } catch (error) {
    throw new Error('SERVED_LOGS is no list of logs as JSON: [{ "name", "group", "kind", "functionName" }].', {
      cause: error,
    });
  }
}
