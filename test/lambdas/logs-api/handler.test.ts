import { createServer, type Server, request as send } from 'node:http';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { close, listen } from '../../../local/http/loopback.ts';
import { type CallsTable, startCallsTable } from '../../logs-api/local-calls-table.ts';

type Handler = (event: object, stream: Writable, context: object) => Promise<void>;

/** What the table answers to calls for items whose partition key matches. */
interface TableFault {
  readonly partition: RegExp;
  /** The name of the error, or `reset` for a broken connection. */
  readonly error: string;
}

let table: CallsTable;
/** Stands before the table, and answers some calls with an error: the local DynamoDB does not throttle or deny. */
let server: Server;
let fault: TableFault | undefined;
let handler: Handler;

beforeAll(async () => {
  table = await startCallsTable();
  server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      const { Key, Item } = JSON.parse(body);
      if (fault?.partition.test((Key ?? Item)?.pk?.S ?? '')) {
        if (fault.error === 'reset') return void response.destroy();
        response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${fault.error}`, message: 'no' }));
        return;
      }
      const { method, headers } = incoming;
      const forwarded = send(table.endpoint, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      forwarded.end(body);
    });
  });
  vi.stubEnv('AWS_ENDPOINT_URL', await listen(server, 0));
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
  vi.stubEnv('LOGS_TABLE', table.tableName);
  vi.stubEnv('SERVED_LOGS', '[]');
  vi.stubGlobal('awslambda', {
    streamifyResponse: (streaming: Handler) => streaming,
    HttpResponseStream: { from: (stream: Writable, head: object) => Object.assign(stream, { head }) },
  });
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  // The first request of an execution environment right after the deployment: IAM still denies to read the key.
  fault = { partition: /^K$/, error: 'AccessDeniedException' };
  ({ handler } = (await import('../../../lambdas/logs-api/handler.ts')) as unknown as { handler: Handler });
});
afterEach(() => {
  fault = undefined;
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await close(server);
  await table[Symbol.asyncDispose]();
});

let requests = 0;

/** Sends `GET /logs/v2/component` as API Gateway does. */
async function get(): Promise<{ status: number; headers: Record<string, string>; body: unknown }> {
  let sent = '';
  const stream = new Writable({
    write(chunk, _, done) {
      sent += chunk;
      done();
    },
  }) as Writable & { head: { statusCode: number; headers: Record<string, string> } };
  const event = {
    httpMethod: 'GET',
    path: '/logs/v2/component',
    headers: { Host: 'api.example.com' },
    multiValueHeaders: { Host: ['api.example.com'] },
    queryStringParameters: null,
    // A token of its own for each request: the rate limit is not the subject.
    requestContext: { authorizer: { tokenId: `token-${requests++}`, scopes: 'logs:read:*' }, identity: {} },
    body: null,
    isBase64Encoded: false,
  };
  await handler(event, stream, {});
  return { status: stream.head.statusCode, headers: stream.head.headers, body: JSON.parse(sent) };
}

it('reads the key of the cursors again, when its first request was denied', async () => {
  const denied = await get();
  expect(denied).toMatchObject({ status: 500, body: { error: 'server-error' } });
  fault = undefined;
  expect(await get()).toMatchObject({ status: 200, body: [] });
});

it.each([
  ['is throttled', /^R#/, 'ProvisionedThroughputExceededException', 429, 'rate-limit-error', '5'],
  ['is throttled for the whole account', /^R#/, 'RequestLimitExceeded', 429, 'rate-limit-error', '5'],
  ['does not answer', /^R#/, 'reset', 503, 'server-error', '5'],
  ['is missing', /^R#/, 'ResourceNotFoundException', 500, 'server-error', undefined],
])('when the table %s, the status is documented, and the body has the format of the API', async (...row) => {
  const [, partition, error, status, code, retryAfter] = row;
  fault = { partition, error };
  const response = await get();
  expect(response).toMatchObject({ status, body: { error: code, info: expect.any(String) } });
  expect(response.headers['retry-after']).toBe(retryAfter);
});

it.each(['ProvisionedThroughputExceededException', 'reset'])(
  'admits requests while the item of the leases fails with %s',
  async (error) => {
    fault = { partition: /^L$/, error };
    expect(await get()).toMatchObject({ status: 200, body: [] });
  },
);
