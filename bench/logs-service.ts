import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { bundle } from './bundle.ts';
import type { Figure } from './measure.ts';

const EVENTS = 1_000_000;
const BATCH = 10_000;
/** The largest message of which 10,000 fit into a batch: 1 MiB less 26 bytes an event. */
const MESSAGE_BYTES = 78;
const WINDOW = 10_000;

/** Measures the local CloudWatch Logs as a process of its own, over HTTP, on a file. The floor of putting is the same bodies
 *  over HTTP to a server that only parses them. */
export async function benchLogsService(): Promise<Figure[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tailgate-bench-'));
  const server = await start(await bundle(SERVER, join(directory, 'server.mjs')), join(directory, 'logs.db'));
  const parser = await start(await bundle(PARSER, join(directory, 'parser.mjs')), '');
  try {
    await server.call('CreateLogGroup', { logGroupName: 'bench' });
    await server.call('CreateLogStream', { logGroupName: 'bench', logStreamName: 'stream' });
    const first = Date.now() - EVENTS;
    const put = await timed(() => putAll(server, first));
    const floor = await timed(() => putAll(parser, first));

    const startTime = first + EVENTS / 2;
    const input = { logGroupName: 'bench', startTime, endTime: startTime + WINDOW - 1 };
    const filter = await median(() => server.call('FilterLogEvents', input));
    const pattern = await median(() => server.call('FilterLogEvents', { ...input, filterPattern: 'number 5' }));
    return [
      { name: 'local put: full batches', value: EVENTS / put, unit: 'events/s', floor: EVENTS / floor, least: 100_000 },
      { name: 'local filter: 10,000 of 1,000,000 events', value: filter * 1000, unit: 'ms', limit: 100 },
      { name: 'local filter: the same with a pattern', value: pattern * 1000, unit: 'ms' },
      { name: 'local logs: memory at 1,000,000 events', value: server.residentMebibytes(), unit: 'MiB' },
      { name: 'local logs: peak memory', value: server.peakMebibytes(), unit: 'MiB', limit: 300 },
    ];
  } finally {
    await Promise.all([server.stop(), parser.stop()]);
    rmSync(directory, { recursive: true });
  }
}

async function putAll(server: Server, first: number): Promise<void> {
  const batches = Array.from({ length: EVENTS / BATCH }, (_, index) => batch(first + index * BATCH));
  // Two at a time: the client makes the next request while the server works.
  const work = async () => {
    for (let body = batches.pop(); body !== undefined; body = batches.pop()) await server.send('PutLogEvents', body);
  };
  await Promise.all([work(), work()]);
}

function batch(first: number): string {
  const logEvents = Array.from({ length: BATCH }, (_, index) => ({
    timestamp: first + index,
    message: `line number ${first + index} `.padEnd(MESSAGE_BYTES, 'x'),
  }));
  return JSON.stringify({ logGroupName: 'bench', logStreamName: 'stream', logEvents });
}

interface Server {
  send(action: string, body: string): Promise<string>;
  call(action: string, input: object): Promise<string>;
  residentMebibytes(): number;
  peakMebibytes(): number;
  stop(): Promise<void>;
}

async function start(program: string, path: string): Promise<Server> {
  const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await firstLine(child);
  const agent = new Agent({ keepAlive: true });

  async function send(action: string, body: string): Promise<string> {
    const headers = { 'X-Amz-Target': `Logs_20140328.${action}`, 'Content-Length': Buffer.byteLength(body) };
    const outgoing = request({ host: '127.0.0.1', port, agent, method: 'POST', headers }).end(body);
    const [response] = await once(outgoing, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    if (response.statusCode !== 200) throw new Error(`${action} answered ${response.statusCode}: ${text}`);
    return text;
  }
  const status = (field: string) => {
    const text = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  };

  return {
    send,
    call: (action, input) => send(action, JSON.stringify(input)),
    residentMebibytes: () => status('VmRSS'),
    peakMebibytes: () => status('VmHWM'),
    async stop() {
      agent.destroy();
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) return line;
  throw new Error('The server to measure did not start');
}

/** Seconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Seconds, the median of 15. */
async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 15; count += 1) times.push(await timed(work));
  return times.toSorted((a, b) => a - b)[7] as number;
}

const SERVER = `
  import { createServer } from 'node:http';
  import { LogStore } from './local/logs-service/store/store.ts';
  import { createLogsService } from './local/logs-service/service.ts';
  const store = LogStore.open({ path: process.argv[2], warn: console.error });
  const service = createLogsService({ store, region: 'eu-west-1', accountId: '123456789012', warn: console.error });
  const server = createServer(service.handle).listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

const PARSER = `
  import { createServer } from 'node:http';
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    JSON.parse(Buffer.concat(chunks).toString());
    response.end('{}');
  }).listen(0, '127.0.0.1', () => console.log(server.address().port));
`;
