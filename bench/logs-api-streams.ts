import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { close, listen } from '../local/http/loopback.ts';
import { createLogsService } from '../local/logs-service/service.ts';
import { LogStore } from '../local/logs-service/store/store.ts';
import type { Figure } from './measure.ts';
import { ENVIRONMENT, LOGS_SCRIPT, memoryMebibytes, temporaryDirectory } from './setup.ts';

const STREAMS = 1000;
const LINES = 60;
/** How long the calls of idle streams are counted. */
const IDLE_MS = 5000;

/** `logs serve` with 1,000 open streams of one log group: its calls to CloudWatch Logs, and the growth of its memory. */
export async function benchLogsApiStreams(): Promise<Figure[]> {
  using directory = temporaryDirectory();
  const store = LogStore.open({ memory: true });
  const service = createLogsService({ store, region: 'us-east-1', accountId: '000000000000' });
  let calls = 0;
  const backend = createServer((request, response) => {
    calls += 1;
    service.handle(request, response);
  });
  const endpoint = await listen(backend, 0);
  const group = store.groups.create({ name: 'streams', creationTime: Date.now() });
  const stream = store.streams.create(group.id, 'stream', Date.now());
  const serve = spawn(process.execPath, [LOGS_SCRIPT, 'serve', '--port', '0', '--endpoint-url', endpoint], {
    env: { ...ENVIRONMENT, XDG_DATA_HOME: directory.path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const responses: IncomingMessage[] = [];
  try {
    const { url, token } = await readUrlAndToken(serve.stdout);
    let received = 0;
    while (responses.length < STREAMS) {
      const response = await openStream(`${url}/logs/v2/component/streams?cursor=END`, token);
      response.setEncoding('utf8').on('data', (text: string) => {
        received += text.split('\ndata: ').length - 1;
      });
      responses.push(response);
      // A token allows 20 requests per second.
      await delay(55);
    }
    const send = async (lines: number) => {
      const expected = received + lines * STREAMS;
      for (let line = 0; line < lines; line += 1) {
        store.append(group, stream, [{ timestamp: Date.now(), message: 'x'.repeat(200) }], Date.now());
        await delay(50);
      }
      while (received < expected) await delay(20);
    };
    // Afterwards the buffers of all clients have their final size, so the memory must not grow further.
    await send(3 * LINES);
    const before = memoryMebibytes(serve.pid, 'VmRSS');
    await send(LINES);
    await send(LINES);
    const growth = memoryMebibytes(serve.pid, 'VmRSS') - before;
    const callsBefore = calls;
    await delay(IDLE_MS);
    const perSecond = (calls - callsBefore) / (IDLE_MS / 1000);
    return [
      { name: 'logs serve: 1,000 streams, memory', value: before, unit: 'MB' },
      { name: 'logs serve: 1,000 streams, memory growth', value: Math.max(0, growth), unit: 'MB', limit: 40 },
      { name: 'logs serve: 1,000 streams, service calls', value: perSecond, unit: '/s', limit: 5 },
    ];
  } finally {
    for (const response of responses) response.destroy();
    serve.kill('SIGINT');
    await once(serve, 'exit');
    await close(backend);
    service.close();
    store.close();
  }
}

async function readUrlAndToken(stdout: NodeJS.ReadableStream): Promise<{ url: string; token: string }> {
  let text = '';
  for await (const line of createInterface({ input: stdout })) {
    text += `${line}\n`;
    const url = /(http:\S+)\/openapi\.json/.exec(text)?.[1];
    const token = /Token of this session\n {2}(\S+)/.exec(text)?.[1];
    if (url !== undefined && token !== undefined) return { url, token };
  }
  throw new Error('logs serve ended before it listened');
}

async function openStream(url: string, token: string): Promise<IncomingMessage> {
  const headers = { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' };
  const [response] = (await once(get(url, { headers, agent: false }), 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`a stream got the status ${response.statusCode}`);
  return response;
}
