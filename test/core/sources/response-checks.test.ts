import { gzipSync } from 'node:zlib';
import { APIGatewayClient, GetRestApisCommand } from '@aws-sdk/client-api-gateway';
import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  StartLiveTailCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../core/clock.ts';
import { checkResponses } from '../../../core/sources/response-checks.ts';
import { isThrottle, isTransient } from '../../../core/sources/service-errors.ts';
import { UnusableResponseError } from '../../../core/sources/unusable-response.ts';
import { FaultyLogs, type ScriptedAnswer } from './faulty-logs.ts';

let answer: ScriptedAnswer;
const server = new FaultyLogs([], { pageSize: 1, answer: () => answer }, { ...systemClock, busy: 0 }, 1);
let settings: {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: Record<'accessKeyId' | 'secretAccessKey', string>;
};
beforeAll(async () => {
  settings = {
    endpoint: await server.start(),
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  };
});
afterAll(() => server.stop());

const logs = () => checkResponses(new CloudWatchLogsClient({ ...settings, disableHostPrefix: true }));
/** One call of each service that the command reads, with each protocol. */
const CALLS: Readonly<Record<string, () => Promise<unknown>>> = {
  DescribeLogGroups: () => logs().send(new DescribeLogGroupsCommand({})),
  FilterLogEvents: () => logs().send(new FilterLogEventsCommand({ logGroupName: '/orders' })),
  GetRestApis: () => checkResponses(new APIGatewayClient(settings)).send(new GetRestApisCommand({})),
  GetApis: () => checkResponses(new ApiGatewayV2Client(settings)).send(new GetApisCommand({})),
  ListStacks: () => checkResponses(new CloudFormationClient(settings)).send(new ListStacksCommand({})),
  Scan: () => checkResponses(new DynamoDBClient(settings)).send(new ScanCommand({ TableName: 't' })),
  ListFunctions: () => checkResponses(new LambdaClient(settings)).send(new ListFunctionsCommand({})),
};

async function failure(call: () => Promise<unknown>): Promise<UnusableResponseError> {
  const error: unknown = await call().then(
    () => new Error('the call succeeded'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(UnusableResponseError);
  return error as UnusableResponseError;
}

const HTML = { headers: { 'Content-Type': 'text/html' }, body: '<!DOCTYPE html><html><body>Sign in</body></html>' };
const GZIP = { headers: { 'Content-Encoding': 'gzip' }, body: gzipSync('{"events":[]}') };

describe.each(Object.keys(CALLS))('%s', (operation) => {
  it.each([
    ['an HTML page', HTML, 'an HTML page (HTTP status 200)', 5],
    ['an HTML error page', { ...HTML, status: 502 }, 'an HTML page (HTTP status 502)', 5],
    ['an HTML page that refuses', { ...HTML, status: 403 }, 'an HTML page (HTTP status 403)', 3],
    ['an empty body', {}, 'an empty body (HTTP status 200)', 5],
    ['compressed data', GZIP, 'compressed data (HTTP status 200)', 5],
    ['a JSON text', { body: '"x"' }, 'text (HTTP status 200)', 5],
    ['null', { body: 'null' }, 'text (HTTP status 200)', 5],
    ['an array', { body: '[]' }, 'JSON of another form (HTTP status 200)', 5],
    ['plain text', { body: 'upstream request timeout', status: 504 }, 'text (HTTP status 504)', 5],
    ['401 without a body', { status: 401 }, 'an empty body (HTTP status 401)', 3],
    ['404 without a body', { status: 404 }, 'an empty body (HTTP status 404)', 5],
    ['407 without a body', { status: 407 }, 'an empty body (HTTP status 407)', 3],
    ['413 without a body', { status: 413 }, 'an empty body (HTTP status 413)', 5],
    ['503 without a body', { status: 503 }, 'an empty body (HTTP status 503)', 5],
  ])('names %s', async (_, given, text, exitCode) => {
    answer = given;
    const error = await failure(CALLS[operation] as () => Promise<unknown>);
    expect(error.message).toMatch(/^127\.0\.0\.1:\d+ answered \w+ with .*, which is not an answer of AWS\. [^\n]*\.$/);
    expect(error.message).toContain(` answered ${operation} with ${text}`);
    expect(error.exitCode).toBe(exitCode);
  });

  it.each([301, 302, 307, 308])('names a redirect with the status %i', async (status) => {
    answer = { status, headers: { Location: 'https://login.example.com/' } };
    const { message } = await failure(CALLS[operation] as () => Promise<unknown>);
    expect(message).toContain(` redirects ${operation} to https://login.example.com/ (HTTP status ${status})`);
  });
});

describe('a value of the wrong type', () => {
  const event = (members: object) => ({ events: [{ timestamp: 1, message: 'x', ...members }] });

  it.each([
    [{ events: {} }, 'events = {}'],
    [{ events: 'x' }, 'events = "x"'],
    [{ events: 5 }, 'events = 5'],
    [{ events: [null] }, 'events[0] is not an object'],
    [{ events: [5] }, 'events[0] is not an object'],
    [event({ timestamp: 'x' }), 'events[0].timestamp = "x"'],
    [event({ timestamp: {} }), 'events[0].timestamp = {}'],
    [event({ message: 5 }), 'events[0].message = 5'],
    [event({ message: { a: 1 } }), 'events[0].message = {"a":1}'],
    [event({ logStreamName: [] }), 'events[0].logStreamName = []'],
    [event({ ingestionTime: true }), 'events[0].ingestionTime = true'],
    [{ nextToken: 5 }, 'nextToken = 5'],
    [{ nextToken: { a: 'x'.repeat(100) } }, `nextToken = {"a":"${'x'.repeat(34)}…`],
  ])('is named: %j', async (body, text) => {
    answer = { body };
    const { message } = await failure(CALLS.FilterLogEvents as () => Promise<unknown>);
    expect(message).toContain(`a value of the wrong type: ${text}`);
  });

  it.each([
    { events: null, nextToken: null },
    event({ message: null, logStreamName: null }),
    { events: [], searchedLogStreams: [], unknownMember: [5] },
  ])('is not a missing member, or one that the SDK does not know: %j', async (body) => {
    answer = { body };
    await expect(CALLS.FilterLogEvents?.()).resolves.toBeDefined();
  });

  it('is also found in truncated JSON, and in the answers of the other services', async () => {
    answer = { body: '{"events":[{"timest' };
    expect((await failure(CALLS.FilterLogEvents as () => Promise<unknown>)).message).toContain('JSON that is cut off');
    answer = { body: { item: [{ name: 5 }] } };
    expect((await failure(CALLS.GetRestApis as () => Promise<unknown>)).message).toContain('items[0].name = 5');
    answer = { body: { Functions: [{ FunctionName: {} }] } };
    expect((await failure(CALLS.ListFunctions as () => Promise<unknown>)).message).toContain('FunctionName = {}');
  });
});

describe('a DynamoDB document client', () => {
  const get = () =>
    DynamoDBDocumentClient.from(checkResponses(new DynamoDBClient(settings))).send(
      new GetCommand({ TableName: 't', Key: { pk: 'x' } }),
    );

  it('returns JavaScript values for every attribute type of DynamoDB', async () => {
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
    const list = [{ NULL: true }, { BOOL: false }, { B: 'dGV4dA==' }];
    answer = { body: { Item: { pk: { S: 'K' }, count: { N: '5' }, map: { M: { list: { L: list } } } } } };
    const bytes = new Uint8Array(Buffer.from('text'));
    const item = { pk: 'K', count: 5, map: { list: [null, false, bytes] } };
    expect(await get()).toMatchObject({ Item: item });
  });

  it('names a value of the wrong type', async () => {
    answer = { body: { Item: { pk: { S: 5 } } } };
    expect((await failure(get)).message).toContain('a value of the wrong type: Item.pk.S = 5');
  });
});

describe('an error', () => {
  it('of AWS stays as it is', async () => {
    answer = { status: 400, body: { __type: 'LimitExceededException', message: 'Resource limit exceeded.' } };
    await expect(CALLS.FilterLogEvents?.()).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Resource limit exceeded.',
    });
  });

  it.each(['null', '{"__type":5,"message":{"a":1}}', '{}', '{"message":"Missing Authentication Token"}'])(
    'without the code of an AWS error is named: %s',
    async (body) => {
      answer = { status: 400, body };
      await failure(CALLS.FilterLogEvents as () => Promise<unknown>);
    },
  );

  it('is tried again when it can pass: after 5xx and 429, and after an answer of a proxy with the status 200', async () => {
    const afterStatus = async (status: number) => {
      answer = { ...HTML, status };
      const error = await failure(CALLS.FilterLogEvents as () => Promise<unknown>);
      return { isTransient: isTransient(error), isThrottle: isThrottle(error) };
    };
    expect(await afterStatus(502)).toEqual({ isTransient: true, isThrottle: false });
    expect(await afterStatus(200)).toEqual({ isTransient: true, isThrottle: false });
    expect(await afterStatus(429)).toEqual({ isTransient: false, isThrottle: true });
    expect(await afterStatus(302)).toEqual({ isTransient: false, isThrottle: false });
    expect(await afterStatus(403)).toEqual({ isTransient: false, isThrottle: false });
  });

  it('names a Live Tail session that an HTML page answers', async () => {
    answer = { ...HTML, status: 403 };
    const start = () =>
      logs().send(new StartLiveTailCommand({ logGroupIdentifiers: ['arn:aws:logs:x:1:log-group:x'] }));
    expect((await failure(start)).message).toContain('answered StartLiveTail with an HTML page (HTTP status 403)');
  });
});
