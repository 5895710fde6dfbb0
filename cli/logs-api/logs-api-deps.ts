import { systemClock } from '../../core/clock.ts';
import { CursorCodec } from '../../core/cursor.ts';
import { filterLogEventsQuota, RateBudget } from '../../core/rate-budget.ts';
import { MemoryAdmission } from '../../logs-api/admission.ts';
import { DynamoCallStore } from '../../logs-api/calls/call-store.ts';
import { loadCursorKey } from '../../logs-api/cursor-key.ts';
import type { LogsApiDeps } from '../../logs-api/dependencies.ts';
import { MemoryRateLimiter } from '../../logs-api/rate-limiter.ts';
import { LogReader } from '../../logs-api/reading/log-reader.ts';
import { LogStreamFinder } from '../../logs-api/reading/log-stream-finder.ts';
import { SessionToken } from '../../logs-api/tokens/session-token.ts';
import { TokenStore } from '../../logs-api/tokens/token-store.ts';
import { AwsAccount } from '../aws-account/aws-account.ts';
import { functionVersion } from '../aws-account/functions.ts';
import { notice } from '../output/stdio.ts';
import type { Connection } from '../session/connection.ts';
import { AccountComponents } from './account-components.ts';
import { secretFile } from './secret-file.ts';

const MAX_REQUESTS = 2000;
const POLL_INTERVAL_MS = 500;
/** All events that arrived this long ago can be read: on AWS, and on an endpoint such as a local one. */
const READ_DELAY_MS = { aws: 1000, endpoint: 50 };

export interface LogsApiOptions {
  /** The table of a Logs API. Undefined: no API calls are served, and one token is valid for the session. */
  readonly tableName: string | undefined;
  readonly corsOrigins: readonly string[];
  /** The file with the key that signs cursors, without a table. */
  readonly keyFile: string;
}

/** The dependencies of the Logs API on this machine. */
export async function logsApiDeps(
  connection: Connection,
  options: LogsApiOptions,
): Promise<{ deps: LogsApiDeps; sessionToken: string | undefined }> {
  // The readers retry failed calls themselves, and count them against the rate budget.
  const client = await connection.logs({ maxAttempts: 1 });
  const budget = new RateBudget(
    connection.isAws ? filterLogEventsQuota(await client.config.region()) : Number.POSITIVE_INFINITY,
  );
  const logs = { client, budget, clock: systemClock };
  const access =
    options.tableName === undefined ? sessionAccess(options) : await tableAccess(connection, options.tableName);
  return {
    sessionToken: access.sessionToken,
    deps: {
      ...access,
      reader: new LogReader({
        logs,
        readDelayMs: connection.isAws ? READ_DELAY_MS.aws : READ_DELAY_MS.endpoint,
        pollIntervalMs: POLL_INTERVAL_MS,
        notice,
      }),
      streams: new LogStreamFinder(logs),
      components: new AccountComponents(new AwsAccount(connection, await connection.logs()), async (name, qualifier) =>
        functionVersion(await connection.lambda(), name, qualifier),
      ),
      rateLimiter: new MemoryRateLimiter(systemClock),
      admission: new MemoryAdmission(MAX_REQUESTS),
      cursors: new CursorCodec(access.key),
      limits: { maxStreamMs: Number.POSITIVE_INFINITY, maxReadMs: Number.POSITIVE_INFINITY },
      corsOrigins: options.corsOrigins,
      report: (error) => notice(`a request failed: ${error.name}: ${error.message}`),
    },
  };
}

interface Access extends Pick<LogsApiDeps, 'authenticate' | 'calls'> {
  /** The key that signs cursors. */
  readonly key: Buffer;
  readonly sessionToken: string | undefined;
}

function sessionAccess({ keyFile }: LogsApiOptions): Access {
  const token = new SessionToken();
  return {
    calls: undefined,
    authenticate: async (request) => token.verify(request.headers.get('authorization')),
    key: secretFile(keyFile),
    sessionToken: token.text,
  };
}

async function tableAccess(connection: Connection, tableName: string): Promise<Access> {
  const table = { client: await connection.dynamoDb(), tableName, clock: systemClock };
  const tokens = new TokenStore(table);
  return {
    calls: new DynamoCallStore(table),
    authenticate: (request) => tokens.verify(request.headers.get('authorization')),
    key: await loadCursorKey(table.client, tableName),
    sessionToken: undefined,
  };
}
