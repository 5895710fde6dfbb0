import { BatchWriteCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { startLogsServer } from '../cli/logs-api/logs-server.ts';
import { apiCallId } from '../core/calls/api-call-id.ts';
import type { IndexedLine } from '../core/calls/indexed-line.ts';
import { systemClock } from '../core/clock.ts';
import { CursorCodec } from '../core/cursor.ts';
import { RateBudget } from '../core/rate-budget.ts';
import { MemoryAdmission } from '../logs-api/admission.ts';
import { CallIndex } from '../logs-api/calls/call-index.ts';
import { DynamoCallStore } from '../logs-api/calls/call-store.ts';
import { callPartition, monthOf, urlPartition } from '../logs-api/calls/table-keys.ts';
import { createLogsApi } from '../logs-api/logs-api-app.ts';
import { FixedComponents } from '../logs-api/reading/component-directory.ts';
import { LogReader } from '../logs-api/reading/log-reader.ts';
import { LogStreamFinder } from '../logs-api/reading/log-stream-finder.ts';
import { CALLS_SCOPE } from '../logs-api/scopes.ts';
import { type CallsTable, startCallsTable } from '../test/logs-api/local-calls-table.ts';
import { type Figure, medianTime, timed } from './measure.ts';
import { runConcurrently } from './setup.ts';

const CALLS = 100_000;
const CALLS_PER_PAGE = 100;
const RUNS = 50;
/** The number of calls that the index writes. The other calls are copies of them, because copying is faster. */
const INDEXED_CALLS = 2000;
const CALLS_PER_BATCH = 25;
const CONCURRENCY = 16;
const DOMAIN = 'bench';

/** The time of a page of the Logs API over HTTP, with 100,000 calls in one month. The floor is the query of the table. */
export async function benchLogsApi(): Promise<Figure[]> {
  await using table = await startCallsTable();
  const newest = newestTime();
  const calls = new CallIndex(table);
  const indexingMs = await timed(() =>
    runConcurrently(CONCURRENCY, INDEXED_CALLS, (n) => calls.add(indexedLine(n, newest))),
  );
  const rate = INDEXED_CALLS / (indexingMs / 1000);
  await copyCalls(table, newest);

  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  const logs = {
    client: new CloudWatchLogsClient({ region: 'eu-west-1' }),
    budget: new RateBudget(1),
    clock: systemClock,
  };
  const app = createLogsApi({
    calls: new DynamoCallStore({ ...table, clock: systemClock }),
    reader: new LogReader({ logs, readDelayMs: 0, pollIntervalMs: 1000, notice: () => undefined }),
    streams: new LogStreamFinder(logs),
    components: new FixedComponents([]),
    authenticate: async () => ({ tokenId: 'bench', domainId: DOMAIN, scopes: [CALLS_SCOPE] }),
    rateLimiter: { take: () => 0 },
    cursors: new CursorCodec(Buffer.alloc(32)),
    admission: new MemoryAdmission(100),
    limits: { maxStreamMs: 1000, maxReadMs: 1000 },
    report: (error) => {
      throw error;
    },
  });
  const server = await startLogsServer(app, 0, { notice: console.error });
  try {
    const middle = indexedLine(CALLS / 2, newest).id;
    const page = (parameters: string) => async () => {
      const calls = (await (
        await fetch(`${server.url}/logs/api?limit=${CALLS_PER_PAGE}${parameters}`)
      ).json()) as unknown[];
      if (calls.length !== CALLS_PER_PAGE) throw new Error(`a page has ${calls.length} calls`);
    };
    const query = await medianTime(RUNS, async () => {
      await table.client.send(
        new QueryCommand({
          TableName: table.tableName,
          KeyConditionExpression: 'pk = :pk AND sk < :sk',
          ExpressionAttributeValues: {
            ':pk': callPartition({ domainId: DOMAIN, source: 'api' }, monthOf(middle)),
            ':sk': middle,
          },
          ScanIndexForward: false,
          Limit: CALLS_PER_PAGE,
        }),
      );
    });
    const first = await medianTime(RUNS, page(''));
    const after = await medianTime(RUNS, page(`&starting_after=${middle}`));
    return [
      { name: 'Logs API: calls indexed per second', value: rate, unit: '/s' },
      { name: 'Logs API: first page of 100', value: first, unit: 'ms', floor: query },
      { name: 'Logs API: page of 100 in the middle', value: after, unit: 'ms', floor: query },
      { name: 'Logs API: overhead over the table query', value: Math.max(first, after) - query, unit: 'ms', limit: 20 },
    ];
  } finally {
    await server.close();
  }
}

/** The end of the previous month, so that all calls are in one month. */
function newestTime(): number {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1) - 1;
}

async function copyCalls({ client, tableName }: CallsTable, newest: number): Promise<void> {
  const first = indexedLine(0, newest);
  const pk = callPartition(first, monthOf(first.id));
  const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: { pk, sk: first.id } }));
  for (let next = INDEXED_CALLS; next < CALLS; next += CALLS_PER_BATCH) {
    const requests = Array.from({ length: Math.min(CALLS_PER_BATCH, CALLS - next) }, (_, n) => {
      const call = indexedLine(next + n, newest);
      const item = { ...Item, sk: call.id, access: call.fields, urlKey: urlPartition(call, call.fields.url ?? '') };
      return { PutRequest: { Item: item } };
    });
    await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
  }
}

/** The call number `n`; there are ten calls per second. */
function indexedLine(n: number, newest: number): IndexedLine {
  const time = newest - n * 100;
  return {
    id: apiCallId({ time, apiId: 'api', stage: 'prod', uniqueId: String(n) }),
    domainId: DOMAIN,
    source: 'api',
    kind: 'access',
    fields: {
      userId: 'ann',
      ip: '203.0.113.10',
      method: 'GET',
      url: `https://api.example.com/prod/notes/${n % 1000}`,
      route: '/notes/{noteId}',
      status: 200,
      latencyMs: 19,
      userAgent: 'curl/8.1',
      requestId: String(n),
    },
  };
}
