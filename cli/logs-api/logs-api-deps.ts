import { systemClock } from '../../core/clock.ts';
import { CursorCodec } from '../../core/cursor.ts';
import { filterLogEventsQuota, RateBudget } from '../../core/rate-budget.ts';
import { DynamoCallStore } from '../../logs-api/calls/call-store.ts';
import { loadCursorKey } from '../../logs-api/cursor-key.ts';
import type { LogsApiDeps } from '../../logs-api/dependencies.ts';
import { MemoryRateLimiter } from '../../logs-api/rate-limiter.ts';
import { LogReader } from '../../logs-api/reading/log-reader.ts';
import { LogStreamFinder } from '../../logs-api/reading/log-stream-finder.ts';
import { SessionToken } from '../../logs-api/tokens/session-token.ts';
import { TokenStore } from '../../logs-api/tokens/token-store.ts';
import { AwsAccount } from '../aws-account/aws-account.ts';
import { notice } from '../output/output.ts';
import type { Connection } from '../session/connection.ts';
import { AccountComponents } from './account-components.ts';
import { secretFile } from './secret-file.ts';

const MAX_STREAMS = 2000;
const POLL_INTERVAL_MS = 500;
/** What arrived so long ago is taken for visible: on AWS, and where one machine is everything. */
const SETTLE_MS = { aws: 1000, endpoint: 50 };

export interface LogsApiOptions {
  /** The table of a Logs API; without one, there are no API calls, and one token for the session. */
  readonly tableName: string | undefined;
  readonly corsOrigins: readonly string[];
  /** Where the key of cursors is kept when there is no table. */
  readonly keyFile: string;
}

/** What the Logs API is made of on this machine. */
export async function logsApiDeps(
  connection: Connection,
  options: LogsApiOptions,
): Promise<{ deps: LogsApiDeps; sessionToken: string | undefined }> {
  // Reading repeats failed calls itself, and pays for each from the rate budget.
  const client = await connection.logs({ maxAttempts: 1 });
  const budget = new RateBudget(
    connection.isAws ? filterLogEventsQuota(await client.config.region()) : Number.POSITIVE_INFINITY,
  );
  const context = { client, budget, clock: systemClock };
  const access = options.tableName === undefined ? ofSession(options) : await ofTable(connection, options.tableName);
  return {
    sessionToken: access.sessionToken,
    deps: {
      ...access,
      logs: new LogReader({
        context,
        settleMs: connection.isAws ? SETTLE_MS.aws : SETTLE_MS.endpoint,
        pollIntervalMs: POLL_INTERVAL_MS,
        notice,
      }),
      streams: new LogStreamFinder(context),
      components: new AccountComponents(new AwsAccount(connection, await connection.logs()), versionOf(connection)),
      rateLimiter: new MemoryRateLimiter(systemClock),
      cursors: new CursorCodec(access.key),
      limits: { maxStreamMs: Number.POSITIVE_INFINITY, maxStreams: MAX_STREAMS },
      corsOrigins: options.corsOrigins,
      report: (error) => notice(`a request failed: ${error.name}: ${error.message}`),
    },
  };
}

interface Access extends Pick<LogsApiDeps, 'authenticate' | 'calls'> {
  /** Signs cursors. */
  readonly key: Buffer;
  readonly sessionToken: string | undefined;
}

function ofSession({ keyFile }: LogsApiOptions): Access {
  const token = new SessionToken();
  return {
    calls: undefined,
    authenticate: async (request) => token.verify(request.headers.get('authorization')),
    key: secretFile(keyFile),
    sessionToken: token.text,
  };
}

async function ofTable(connection: Connection, tableName: string): Promise<Access> {
  const table = { client: await connection.dynamoDb(), tableName, clock: systemClock };
  const tokens = new TokenStore(table);
  return {
    calls: new DynamoCallStore(table),
    authenticate: (request) => tokens.verify(request.headers.get('authorization')),
    key: await loadCursorKey(table.client, tableName),
    sessionToken: undefined,
  };
}

function versionOf(connection: Connection) {
  return async (FunctionName: string, Qualifier: string): Promise<string | undefined> => {
    const { GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
    const lambda = await connection.lambda();
    try {
      return (await lambda.send(new GetFunctionConfigurationCommand({ FunctionName, Qualifier }))).Version;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };
}
