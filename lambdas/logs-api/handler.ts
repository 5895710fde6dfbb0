import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Hono } from 'hono';
import { streamHandle } from 'hono/aws-lambda';
import { systemClock } from '../../core/clock.ts';
import { CursorCodec } from '../../core/cursor.ts';
import { errorResponse } from '../../logs-api/api-error.ts';
import { DynamoCallStore } from '../../logs-api/calls/call-store.ts';
import { loadCursorKey } from '../../logs-api/cursor-key.ts';
import { createLogsApi } from '../../logs-api/logs-api-app.ts';
import { FixedComponents } from '../../logs-api/reading/component-directory.ts';
import { LogReader } from '../../logs-api/reading/log-reader.ts';
import { LogStreamFinder } from '../../logs-api/reading/log-stream-finder.ts';
import { TableAdmission } from '../../logs-api/table-admission.ts';
import { tableClient } from '../../logs-api/table-client.ts';
import { TableRateBudget } from '../../logs-api/table-rate-budget.ts';
import { TableRateLimiter } from '../../logs-api/table-rate-limiter.ts';
import { callerFromEvent, type GatewayEvent, IAM_PREFIX } from '../logs-authorizer/caller-context.ts';
import { basePathOf, type RoutedEvent } from './base-path.ts';
import { logsApiSettings } from './logs-api-settings.ts';

/** How long a response may take. Lambda does not tell a function that its client has gone: it runs on, and keeps its place. A client with
 *  a stream reconnects, and loses nothing. The function's timeout must be longer.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 *  @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/issues/145 */
const MAX_RESPONSE_MS = 2 * 60_000;
/** All events that arrived this long ago can be read. */
const READ_DELAY_MS = 1000;
const POLL_INTERVAL_MS = 1000;

const { tableName, servedLogs, callsPerSecond, maxRequests } = logsApiSettings(process.env);
const client = tableClient();
const table = { client, tableName, clock: systemClock, report: (error: Error) => console.error(error) };
// The reader retries failed calls itself, because each attempt counts towards the quota.
const lambda = new LambdaClient({});
const logs = {
  client: new CloudWatchLogsClient({ maxAttempts: 1 }),
  budget: new TableRateBudget({ ...table, perSecond: callsPerSecond }),
  clock: systemClock,
};

const createApi = async () =>
  createLogsApi({
    calls: new DynamoCallStore(table),
    reader: new LogReader({
      logs,
      readDelayMs: READ_DELAY_MS,
      pollIntervalMs: POLL_INTERVAL_MS,
      notice: (message) => console.warn(message),
    }),
    streams: new LogStreamFinder(logs),
    components: new FixedComponents(servedLogs, resolveVersion),
    authenticate: async (_request, env) => callerFromEvent(eventOf(env)),
    basePath: (env) => basePathOf(eventOf(env)),
    rateLimiter: new TableRateLimiter(table),
    admission: new TableAdmission({ ...table, maxRequests }),
    cursors: new CursorCodec(await loadCursorKey(client, tableName)),
    limits: { maxStreamMs: MAX_RESPONSE_MS, maxReadMs: MAX_RESPONSE_MS },
    report: table.report,
  });

let api: ReturnType<typeof createApi> | undefined;

/** Creates the API at the first request, not when the module loads: right after a deployment, IAM may still deny reading the key, and
 *  the next request must try again. */
function loadApi(): ReturnType<typeof createApi> {
  api ??= createApi().catch((error: unknown) => {
    api = undefined;
    throw error;
  });
  return api;
}

const host = new Hono();
host.onError((error, c) => errorResponse(error, c, table.report));
host.all('*', async (c) => {
  const url = new URL(c.req.url);
  if (url.pathname.startsWith(`${IAM_PREFIX}/`)) url.pathname = url.pathname.slice(IAM_PREFIX.length);
  return (await loadApi()).fetch(new Request(url, c.req.raw), c.env);
});

/** The Logs API behind API Gateway, with response streaming. */
export const handler = streamHandle(host);

function eventOf(env: unknown): GatewayEvent & RoutedEvent {
  return (env as { readonly event: GatewayEvent & RoutedEvent }).event;
}

async function resolveVersion(functionName: string, alias: string): Promise<string | undefined> {
  try {
    const { FunctionVersion } = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: alias }));
    return FunctionVersion;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
