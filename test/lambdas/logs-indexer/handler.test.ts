import { gzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { systemClock } from '../../../core/clock.ts';
import { indexerSettings } from '../../../lambdas/logs-indexer/indexer-settings.ts';
import { DynamoCallStore } from '../../../logs-api/calls/call-store.ts';
import { indexEvents } from '../../../logs-api/calls/index-events.ts';
import { accessLine, callId, helperLine, logEvent } from '../../logs-api/call-lines.ts';
import { type CallsTable, startCallsTable } from '../../logs-api/local-calls-table.ts';

let table: CallsTable;
let handler: (event: CloudWatchLogsEvent) => Promise<void>;

beforeAll(async () => {
  table = await startCallsTable();
  vi.stubEnv('AWS_ENDPOINT_URL', table.endpoint);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
  vi.stubEnv('LOGS_TABLE', table.tableName);
  vi.stubEnv('OWN_LOG_GROUPS', 'own-api,own-indexer');
  ({ handler } = await import('../../../lambdas/logs-indexer/handler.ts'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await table[Symbol.asyncDispose]();
});

function delivery(messages: readonly string[], more: object = {}): CloudWatchLogsEvent {
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: 'access',
    logStream: 'stream',
    subscriptionFilters: ['calls'],
    logEvents: messages.map((message, n) => ({ id: String(n), timestamp: Date.now(), message })),
    ...more,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } };
}

async function idsOf(domainId: string): Promise<string[]> {
  const store = new DynamoCallStore({ ...table, clock: systemClock });
  const page = await store.list({ domainId, source: 'api', limit: 100 });
  return page === 'unknown-cursor' ? [] : page.map(({ id }) => id);
}

it('indexes access lines and helper records, and ignores all other lines', async () => {
  const now = Date.now();
  const calls = [1, 2].map((n) => ({ time: now - n, unique: `call-${n}`, domainId: 'all' }));
  const others = [
    'START RequestId: 4b9e2c1a-0000-4000-8000-000000000000 Version: $LATEST',
    '{"level":"INFO","message":"hello"}',
    '{"apiCall":null}',
    '{"apiCall":{"id":"../../x","domainId":"all","source":"api"}}',
    '{"apiCall":{"id":"01900000-0000-7000-8000-000000000000","domainId":"","source":"api"}}',
    '{"apiCall":{"id":"01900000-0000-7000-8000-000000000000","domainId":"all","source":"elsewhere"}}',
    '{"requestId":"x","extendedRequestId":"y","status":"200","time":"-1","apiId":"all","stage":"prod"}',
    'null',
    '{',
  ];
  await handler(delivery([...others, ...calls.map(accessLine), ...calls.map((call) => helperLine(call))]));
  expect(await idsOf('all')).toEqual(calls.map(callId));
});

it('accepts the message with which CloudWatch Logs checks the function', async () => {
  await expect(
    handler(delivery(['CWL CONTROL MESSAGE: Checking health of destination'], { messageType: 'CONTROL_MESSAGE' })),
  ).resolves.toBeUndefined();
});

it('does not index the log groups of the Logs API itself', async () => {
  const call = { time: Date.now(), unique: 'own', domainId: 'own' };
  await handler(delivery([accessLine(call)], { logGroup: 'own-indexer' }));
  await handler(delivery([accessLine(call)], { logGroup: 'own-api' }));
  expect(await idsOf('own')).toEqual([]);
});

it('indexes the other calls when some fail, and then fails, so that Lambda retries the delivery', async () => {
  const added: string[] = [];
  const events = Array.from({ length: 100 }, (_, n) => logEvent(accessLine({ time: n, unique: `${n}` })));
  const failing = indexEvents(
    {
      add: async (part) => {
        if (added.push(part.id) % 10 === 0) throw new Error('throttled');
      },
    },
    events,
  );
  await expect(failing).rejects.toThrow('10 of 100 API calls could not be indexed: throttled');
  expect(added).toHaveLength(100);
});

it('fails for invalid data, which goes to the dead-letter queue', async () => {
  await expect(handler({ awslogs: { data: 'bm8gZ3ppcA==' } })).rejects.toThrow('incorrect header check');
});

it('reports which setting is missing or invalid', () => {
  expect(() => indexerSettings({})).toThrow('LOGS_TABLE is not set');
  expect(() => indexerSettings({ LOGS_TABLE: 'x', RETENTION_DAYS: '0' })).toThrow('RETENTION_DAYS is "0"');
});
