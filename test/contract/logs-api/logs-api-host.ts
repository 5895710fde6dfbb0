import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll } from 'vitest';
import { startLogsServer } from '../../../cli/logs-api/logs-server.ts';
import { readIndexedLine } from '../../../core/calls/indexed-line.ts';
import { systemClock } from '../../../core/clock.ts';
import { CursorCodec } from '../../../core/cursor.ts';
import { RateBudget } from '../../../core/rate-budget.ts';
import { createLogsService } from '../../../local/logs-service/service.ts';
import { LogStore } from '../../../local/logs-service/store/store.ts';
import { MemoryAdmission } from '../../../logs-api/admission.ts';
import { CallIndex } from '../../../logs-api/calls/call-index.ts';
import { DynamoCallStore } from '../../../logs-api/calls/call-store.ts';
import type { LogsApiDeps } from '../../../logs-api/dependencies.ts';
import { createLogsApi } from '../../../logs-api/logs-api-app.ts';
import type { RateLimiter } from '../../../logs-api/rate-limiter.ts';
import { FixedComponents, type ServedLog } from '../../../logs-api/reading/component-directory.ts';
import { LogReader } from '../../../logs-api/reading/log-reader.ts';
import { LogStreamFinder } from '../../../logs-api/reading/log-stream-finder.ts';
import { TokenStore } from '../../../logs-api/tokens/token-store.ts';
import { logEvent } from '../../logs-api/call-lines.ts';
import { type CallsTable, startCallsTable } from '../../logs-api/local-calls-table.ts';

/** An event can be read this long after its arrival. */
export const READ_DELAY_MS = 40;

export const SERVED_LOGS: readonly ServedLog[] = [
  { name: 'lambda/notes-create', group: 'create-logs', kind: 'function', functionName: 'notes-create' },
  { name: 'lambda/notes-get', group: '/aws/lambda/notes-get', kind: 'function', functionName: 'notes-get' },
  { name: 'lambda/quiet', group: 'quiet-logs', kind: 'function', functionName: 'quiet' },
  { name: 'access/notes/prod', group: 'access-logs', kind: 'access', functionNames: ['notes-create', 'notes-get'] },
  { name: 'api-gateway/notes/prod', group: 'API-Gateway-Execution-Logs_a/prod', kind: 'execution' },
];

/** A token for each kind of client. */
type Tokens = Readonly<Record<'operator' | 'access' | 'domain' | 'other', string>>;

/** A host of the Logs API, with what the contract tests need. */
export interface ContractHost {
  readonly url: string;
  readonly tokens: Tokens;
  /** Starts another host with the same table and the same key. */
  startAnother(): Promise<{ readonly url: string; close(): Promise<void> }>;
  get: Get;
  /** Puts lines into a log, which is created if necessary. Resolves when the lines can be read. */
  put(group: string, stream: string, events: readonly InputLogEvent[]): Promise<void>;
  /** Indexes lines of API calls. */
  index(...lines: string[]): Promise<void>;
}

/** `logs serve`, over the local CloudWatch Logs and a local table. */
export interface LogsApiHost extends ContractHost {
  readonly table: CallsTable;
  readonly logsClient: CloudWatchLogsClient;
  readonly reader: LogReader;
  readonly serverErrors: Error[];
}

export interface GetOptions {
  readonly token?: keyof Tokens | undefined;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly body?: string;
  readonly redirect?: 'follow' | 'manual';
  readonly signal?: AbortSignal;
}

export type Get = (path: string, options?: GetOptions) => Promise<Response>;

/** Allows every request: the rate limit has its own tests. */
const NO_LIMIT: RateLimiter = { take: () => 0 };

/** Starts `logs serve` for the tests of a block. */
export function useLogsApi(more: Partial<LogsApiDeps> = {}): LogsApiHost {
  return useHost(() => startLogsApi(more));
}

/** Starts any host for the tests of a block. */
export function useHost<Host extends ContractHost>(
  start: () => Promise<{ readonly host: Host; stop(): Promise<void> }>,
): Host {
  const proxy = {} as Host;
  let stop = async () => {};
  beforeAll(async () => {
    const started = await start();
    ({ stop } = started);
    Object.assign(proxy, started.host);
  });
  afterAll(() => stop());
  return proxy;
}

export async function createTokens(store: TokenStore): Promise<Tokens> {
  const tokenOf = async (domainId: string | null, ...scopes: string[]) =>
    (await store.create({ domainId, scopes })).text;
  return {
    operator: await tokenOf(null, 'logs:read:*'),
    access: await tokenOf(null, 'logs:read:access/*'),
    domain: await tokenOf('acme', 'logs:read:api'),
    other: await tokenOf('rival', 'logs:read:api'),
  };
}

export function createGet(base: string, tokens: Tokens): Get {
  return (path, { token, headers = {}, ...options } = {}) => {
    const authorization = token === undefined ? {} : { Authorization: `Bearer ${tokens[token]}` };
    const url = path.startsWith('http') ? path : `${base}${path}`;
    return fetch(url, { redirect: 'manual', ...options, headers: { ...authorization, ...headers } });
  };
}

/** Creates a function that indexes lines of API calls, as the indexer does. */
export function createLineIndexer(index: CallIndex): ContractHost['index'] {
  return async (...lines) => {
    for (const line of lines) {
      const indexedLine = readIndexedLine(logEvent(line));
      if (!indexedLine) throw new Error(`no call: ${line}`);
      await index.add(indexedLine);
    }
  };
}

/** Puts lines into a log, one millisecond apart. */
export async function putLines(
  host: ContractHost,
  group: string,
  stream: string,
  ...messages: string[]
): Promise<void> {
  const now = Date.now();
  const events = messages.map((message, n) => ({ timestamp: now - messages.length + n, message }));
  await host.put(group, stream, events);
}

export async function startLogsApi(more: Partial<LogsApiDeps> = {}) {
  const table = await startCallsTable();
  const store = LogStore.open({ memory: true });
  const service = createLogsService({ store, region: 'eu-west-1', accountId: '123456789012' });
  const server = createServer(service.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const logsClient = new CloudWatchLogsClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    disableHostPrefix: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' },
  });
  const budget = new RateBudget(Number.POSITIVE_INFINITY);
  const tokenStore = new TokenStore({ ...table, clock: systemClock });
  const serverErrors: Error[] = [];
  const access = { corsOrigins: more.corsOrigins, notice: () => {} };
  const key = randomBytes(32);
  const createDeps = (): LogsApiDeps => ({
    calls: new DynamoCallStore({ ...table, clock: systemClock }),
    reader: new LogReader({
      logs: { client: logsClient, budget, clock: systemClock },
      readDelayMs: READ_DELAY_MS,
      pollIntervalMs: 20,
      farIntervalMs: 500,
      notice: (message) => serverErrors.push(new Error(message)),
    }),
    streams: new LogStreamFinder({ client: logsClient, budget, clock: systemClock }),
    components: new FixedComponents(SERVED_LOGS, async (name, alias) =>
      name === 'notes-create' && alias === 'live' ? '7' : undefined,
    ),
    authenticate: (request) => tokenStore.verify(request.headers.get('authorization')),
    rateLimiter: NO_LIMIT,
    cursors: new CursorCodec(key),
    admission: new MemoryAdmission(2000),
    limits: { maxStreamMs: 60_000, maxReadMs: 60_000 },
    report: (error) => serverErrors.push(error),
    ...more,
  });
  const first = createDeps();
  const main = await startLogsServer(createLogsApi(first), 0, access);
  const closing = [() => first.reader.close(), () => main.close()];

  const created = new Set<string>();
  const index = new CallIndex(table);
  const tokens = await createTokens(tokenStore);
  const put: LogsApiHost['put'] = async (logGroupName, logStreamName, logEvents) => {
    if (!created.has(logGroupName)) await logsClient.send(new CreateLogGroupCommand({ logGroupName }));
    const stream = `${logGroupName}\n${logStreamName}`;
    if (!created.has(stream)) await logsClient.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    created.add(logGroupName).add(stream);
    await logsClient.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents: [...logEvents] }));
    const arrived = Date.now();
    while (Date.now() - arrived <= READ_DELAY_MS) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const host: LogsApiHost = {
    url: main.url,
    table,
    logsClient,
    reader: first.reader,
    serverErrors,
    tokens,
    async startAnother() {
      const second = createDeps();
      const started = await startLogsServer(createLogsApi(second), 0, access);
      closing.push(
        () => second.reader.close(),
        () => started.close(),
      );
      return started;
    },
    get: createGet(main.url, tokens),
    put,
    index: createLineIndexer(index),
  };
  return {
    host,
    async stop() {
      for (const end of closing) await end();
      logsClient.destroy();
      service.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      store.close();
      await table[Symbol.asyncDispose]();
    },
  };
}

/** A new name for a log stream, in the format of Lambda. */
export function streamName(version = '$LATEST'): string {
  return `2026/11/21/[${version}]${randomUUID().replaceAll('-', '')}`;
}
