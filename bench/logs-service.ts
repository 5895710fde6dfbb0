import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { bundle } from './bundle.ts';
import { type Figure, median, timed, timesOf } from './measure.ts';
import { firstLine, memoryMebibytes, runConcurrently, temporaryDirectory } from './setup.ts';

const EVENTS = 1_000_000;
const EVENTS_PER_BATCH = 10_000;
/** The maximum message size for 10,000 events in a batch: a batch has 1 MiB, and each event counts 26 bytes in addition. */
const MESSAGE_BYTES = 78;
const FILTERED_EVENTS = 10_000;
const FILTER_RUNS = 15;

/** The local CloudWatch Logs in a separate process, over HTTP, with a database file. The floor of the puts is a server that only parses
 *  the same request bodies. */
export async function benchLogsService(): Promise<Figure[]> {
  using directory = temporaryDirectory();
  const server = await startServer(await bundle(SERVER, directory.file('server.mjs')), directory.file('logs.db'));
  const parser = await startServer(await bundle(PARSER, directory.file('parser.mjs')), '');
  try {
    await server.call('CreateLogGroup', { logGroupName: 'bench' });
    await server.call('CreateLogStream', { logGroupName: 'bench', logStreamName: 'stream' });
    const first = Date.now() - EVENTS;
    const putMs = await timed(() => putAll(server, first));
    const floorMs = await timed(() => putAll(parser, first));

    const startTime = first + EVENTS / 2;
    const input = { logGroupName: 'bench', startTime, endTime: startTime + FILTERED_EVENTS - 1 };
    const medianOf = async (call: object) =>
      median(await timesOf(FILTER_RUNS, () => server.call('FilterLogEvents', call)));
    const filter = await medianOf(input);
    const pattern = await medianOf({ ...input, filterPattern: 'number 5' });
    return [
      {
        name: 'local put: full batches',
        value: (EVENTS / putMs) * 1000,
        unit: 'events/s',
        floor: (EVENTS / floorMs) * 1000,
        minimum: 100_000,
      },
      { name: 'local filter: 10,000 of 1,000,000 events', value: filter, unit: 'ms', limit: 100 },
      { name: 'local filter: the same events with a pattern', value: pattern, unit: 'ms' },
      { name: 'local logs: memory at 1,000,000 events', value: server.residentMebibytes(), unit: 'MiB' },
      { name: 'local logs: peak memory', value: server.peakMebibytes(), unit: 'MiB', limit: 300 },
    ];
  } finally {
    await Promise.all([server.stop(), parser.stop()]);
  }
}

async function putAll(server: Server, first: number): Promise<void> {
  const batches = Array.from({ length: EVENTS / EVENTS_PER_BATCH }, (_, index) =>
    batch(first + index * EVENTS_PER_BATCH),
  );
  // From the last batch to the first, two at a time: the client prepares the next request while the server works.
  await runConcurrently(2, batches.length, () => server.send('PutLogEvents', batches.pop() ?? ''));
}

function batch(first: number): string {
  const logEvents = Array.from({ length: EVENTS_PER_BATCH }, (_, index) => ({
    timestamp: first + index,
    message: `line number ${first + index} `.padEnd(MESSAGE_BYTES, 'x'),
  }));
  return JSON.stringify({ logGroupName: 'bench', logStreamName: 'stream', logEvents });
}

/** A server in a separate process, and the client for it. */
interface Server {
  send(action: string, body: string): Promise<string>;
  call(action: string, input: object): Promise<string>;
  residentMebibytes(): number;
  peakMebibytes(): number;
  stop(): Promise<void>;
}

async function startServer(program: string, path: string): Promise<Server> {
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
    if (response.statusCode !== 200) throw new Error(`${action} got the status ${response.statusCode}: ${text}`);
    return text;
  }

  return {
    send,
    call: (action, input) => send(action, JSON.stringify(input)),
    residentMebibytes: () => memoryMebibytes(child.pid, 'VmRSS'),
    peakMebibytes: () => memoryMebibytes(child.pid, 'VmHWM'),
    async stop() {
      agent.destroy();
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

const SERVER = `
  import { createServer } from 'node:http';
  import { LogStore } from './local/logs-service/store/store.ts';
  import { createLogsService } from './local/logs-service/service.ts';
  const store = LogStore.open({ path: process.argv[2], notice: console.error });
  const service = createLogsService({ store, region: 'eu-west-1', accountId: '123456789012', notice: console.error });
  const server = createServer(service.handle).listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

/** Parses each request body, and does nothing else. */
const PARSER = `
  import { createServer } from 'node:http';
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    JSON.parse(Buffer.concat(chunks).toString());
    response.end('{}');
  }).listen(0, '127.0.0.1', () => console.log(server.address().port));
`;
