import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { systemClock } from '../core/clock.ts';
import { LogsApi } from '../infra/constructs/logs-api/logs-api.ts';
import type { RunningCommand } from '../local/running-command.ts';
import { maxStreams } from '../logs-api/admission.ts';
import { TokenStore } from '../logs-api/tokens/token-store.ts';
import { LocalStacks } from './local-stacks.ts';
import { type Figure, median, timesOf } from './measure.ts';
import { LOCAL_CREDENTIALS } from './setup.ts';

const GROUP = 'bench-logs';
const COMPONENT = '/logs/v2/component/bench';
const LINES = 9;
const NEW_LINES = 6;
const CONCURRENCY = 20;
const REQUESTS = 40;
/** A token may send 20 requests a second. */
const TOKENS = 4;

/** The Logs API as `LogsApi` deploys it, under `logs dev`: a short read, a new line on a stream, and more requests than it admits. */
export async function benchLogsApiDeployed(): Promise<Figure[]> {
  await using stacks = new LocalStacks();
  synthesize(stacks.assembly);
  const dev = await stacks.start();
  const put = await startLog(dev);
  const url = urlOf(dev, 'LogsApi');
  const tokens = await createTokens(dev, 'LogsApi');
  const [token = ''] = tokens;
  await put(Array.from({ length: LINES }, (_, n) => `line ${n}`));
  const read = async () => {
    const response = await send(`${url}${COMPONENT}?cursor=END&skip=-10`, token);
    const lines = (await textOf(response)).split('\n').length - 1;
    if (response.statusCode !== 200 || lines !== LINES) {
      throw new Error(`a read got the status ${response.statusCode} and ${lines} lines`);
    }
  };
  await delay(1500);
  const short = median(await timesOf(10, read, { warmUps: 2 }));
  const line = await newLineMs(url, token, put);
  const [brokenToken = ''] = await createTokens(dev, 'Broken');
  const broken = await send(`${urlOf(dev, 'Broken')}${COMPONENT}`, brokenToken);
  broken.destroy();
  const { streams, reads } = await statusesWithOpenStreams(url, tokens, put);
  const count = (statuses: number[], status: number) => statuses.filter((other) => other === status).length;
  const all = [...streams, ...reads];
  const others = all.length - count(all, 200) - count(all, 429);
  return [
    { name: 'deployed Logs API: read of 9 lines', value: short, unit: 'ms', limit: 500 },
    { name: 'deployed Logs API: new line on a stream', value: line, unit: 'ms', limit: 1500 },
    {
      name: 'deployed Logs API: streams of 40 that open',
      value: count(streams, 200),
      unit: '',
      limit: maxStreams(CONCURRENCY),
      minimum: maxStreams(CONCURRENCY),
    },
    { name: 'deployed Logs API: reads of 4 meanwhile', value: count(reads, 200), unit: '', limit: 4, minimum: 4 },
    { name: 'deployed Logs API: other answers than 200, 429', value: others, unit: '', limit: 0 },
    { name: 'deployed Logs API: failing handler', value: broken.statusCode ?? 0, unit: '', limit: 500, minimum: 500 },
  ];
}

function synthesize(outdir: string): void {
  const app = new App({ outdir, analyticsReporting: false });
  const logs = (stack: Stack) => [
    { name: 'bench', kind: 'group' as const, logGroup: LogGroup.fromLogGroupName(stack, 'Log', GROUP) },
  ];
  const stack = new Stack(app, 'LogsApi');
  new LogsApi(stack, 'Api', { logs: logs(stack), concurrency: CONCURRENCY });
  const broken = new Stack(app, 'Broken');
  const api = new LogsApi(broken, 'Api', { logs: logs(broken) });
  api.function.addEnvironment('LOGS_TABLE', 'none');
  app.synth();
}

/** Creates the log. @returns a function that puts lines into it. */
async function startLog({ endpoint, region }: RunningCommand) {
  const client = new CloudWatchLogsClient({
    endpoint,
    region,
    credentials: LOCAL_CREDENTIALS,
    disableHostPrefix: true,
  });
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 'stream' }));
  return async (messages: readonly string[]) => {
    const timestamp = Date.now();
    const logEvents = messages.map((message) => ({ timestamp, message }));
    await client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 'stream', logEvents }));
  };
}

function urlOf({ apis }: RunningCommand, stack: string): string {
  const found = Object.entries(apis).find(([name]) => name.startsWith(`${stack}/`));
  if (!found) throw new Error(`logs dev serves no API of the stack ${stack}`);
  return found[1];
}

/** Creates tokens of the Logs API of a stack. */
async function createTokens({ endpoint, region }: RunningCommand, stack: string): Promise<string[]> {
  const dynamo = new DynamoDBClient({ endpoint, region, credentials: LOCAL_CREDENTIALS });
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const tableName = TableNames.find((name) => name.startsWith(stack));
  if (tableName === undefined) throw new Error(`the stack ${stack} has none of the tables ${TableNames.join(', ')}`);
  const store = new TokenStore({ client: DynamoDBDocumentClient.from(dynamo), tableName, clock: systemClock });
  const create = () => store.create({ domainId: null, scopes: ['logs:read:*'] });
  return (await Promise.all(Array.from({ length: TOKENS }, create))).map(({ text }) => text);
}

/** The slowest of several new lines, from the put to the line on the stream. */
async function newLineMs(url: string, token: string, put: (messages: string[]) => Promise<void>): Promise<number> {
  const stream = await send(`${url}${COMPONENT}?cursor=END&limit=${NEW_LINES}`, token, 'text/event-stream');
  let text = '';
  let wake = () => {};
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    wake();
  });
  // The stream has started when it has sent its first bytes.
  while (text === '') {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  const times: number[] = [];
  for (let n = 0; n < NEW_LINES; n += 1) {
    await delay(700 + n * 310);
    const start = performance.now();
    await put([`new ${n}.`]);
    while (!text.includes(`new ${n}.`)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    times.push(performance.now() - start);
  }
  stream.destroy();
  return Math.max(...times);
}

/** The statuses of streams that are open at the same time, each of which ends with one line, and of reads while they are open. */
async function statusesWithOpenStreams(
  url: string,
  tokens: readonly string[],
  put: (messages: string[]) => Promise<void>,
): Promise<{ streams: number[]; reads: number[] }> {
  const responses = await Promise.all(
    Array.from({ length: REQUESTS }, (_, n) =>
      send(`${url}${COMPONENT}?cursor=END&limit=1`, tokens[n % TOKENS] ?? '', 'text/event-stream'),
    ),
  );
  // The counters of the tokens start again.
  await delay(1000);
  const reads = await Promise.all(tokens.map((token) => send(`${url}${COMPONENT}?cursor=END&skip=-1`, token)));
  await put(['the last line']);
  await Promise.all([...responses, ...reads].map(textOf));
  const statuses = (all: readonly IncomingMessage[]) => all.map(({ statusCode = 0 }) => statusCode);
  return { streams: statuses(responses), reads: statuses(reads) };
}

async function send(url: string, token: string, accept = 'text/plain'): Promise<IncomingMessage> {
  const headers = { Authorization: `Bearer ${token}`, Accept: accept };
  const [response] = (await once(get(url, { headers, agent: false }), 'response')) as [IncomingMessage];
  return response;
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}
