import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Hono } from 'hono';
import { streamHandle } from 'hono/aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { CursorCodec } from '../../core/cursor.ts';
import { RateBudget } from '../../core/rate-budget.ts';
import { DynamoCallStore } from '../../logs-api/calls/call-store.ts';
import { loadCursorKey } from '../../logs-api/cursor-key.ts';
import { createLogsApi } from '../../logs-api/logs-api-app.ts';
import { FixedComponents } from '../../logs-api/reading/component-directory.ts';
import { LogReader } from '../../logs-api/reading/log-reader.ts';
import { LogStreamFinder } from '../../logs-api/reading/log-stream-finder.ts';
import { TableRateLimiter } from '../../logs-api/table-rate-limiter.ts';
import { callerFromEvent, type GatewayEvent, IAM_PREFIX } from '../logs-authorizer/caller-context.ts';
import { logsApiSettings } from './logs-api-settings.ts';

/** A stream ends before the function does, which has 15 minutes. */
const MAX_STREAM_MS = 14 * 60_000;
/** What arrived a second ago is taken for visible. */
const SETTLE_MS = 1000;
const POLL_INTERVAL_MS = 2000;
/** A page of a log is read at once; what follows keeps to this environment's share of the quota. */
const BURST_OF_CALLS = 20;

const { tableName, served, callsPerSecond } = logsApiSettings(process.env);
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
// The reader repeats failed calls itself, and pays for each from its share of the quota.
const logs = new CloudWatchLogsClient({ maxAttempts: 1 });
const lambda = new LambdaClient({});
const context = {
  client: logs,
  budget: new RateBudget(callsPerSecond, systemClock, BURST_OF_CALLS),
  clock: systemClock,
};

const api = createLogsApi({
  calls: new DynamoCallStore({ client, tableName, clock: systemClock }),
  logs: new LogReader({
    context,
    settleMs: SETTLE_MS,
    pollIntervalMs: POLL_INTERVAL_MS,
    notice: (message) => console.warn(message),
  }),
  streams: new LogStreamFinder(context),
  components: new FixedComponents(served, versionOf),
  authenticate: async (_request, env) => callerFromEvent((env as { event: GatewayEvent }).event),
  rateLimiter: new TableRateLimiter({ client, tableName, clock: systemClock }),
  cursors: new CursorCodec(await loadCursorKey(client, tableName)),
  // An environment answers one request at a time: the function's concurrency is the limit.
  limits: { maxStreamMs: MAX_STREAM_MS, maxStreams: Number.POSITIVE_INFINITY },
  report: (error) => console.error(error),
});

const host = new Hono();
host.all('*', (c) => {
  const url = new URL(c.req.url);
  if (url.pathname.startsWith(`${IAM_PREFIX}/`)) url.pathname = url.pathname.slice(IAM_PREFIX.length);
  return api.fetch(new Request(url, c.req.raw), c.env);
});

/** Answers the requests of API Gateway, piece by piece. */
export const handler = streamHandle(host);

async function versionOf(functionName: string, alias: string): Promise<string | undefined> {
  try {
    const { FunctionVersion } = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: alias }));
    return FunctionVersion;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
