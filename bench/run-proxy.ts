import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ENVIRONMENT, RUN } from './local-stacks.ts';
import { type Figure, percentile } from './measure.ts';

const REQUESTS = 3000;
const WARM_UP = 300;

const SERVER = `
import { createServer } from 'node:http';
createServer((request, response) => response.end('{"ok":true}')).listen(process.env.PORT, '127.0.0.1', () => console.log('listening'));
`;

/** What the proxy of `logs run` adds to a request, each of which it shows and records. */
export async function benchRunProxy(): Promise<Figure[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'tailgate-bench-'));
  writeFileSync(join(cwd, 'app.mjs'), SERVER);
  const [appPort, proxyPort] = [await freePort(), await freePort()];
  const ports = ['--app-port', String(appPort), '--port', String(proxyPort)];
  const run = spawn(process.execPath, [RUN, 'run', ...ports, '--', process.execPath, 'app.mjs'], {
    cwd,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const lines = createInterface({ input: run.stdout });
    await once(lines, 'line');
    const agent = new Agent({ keepAlive: true });
    const direct: number[] = [];
    const proxied: number[] = [];
    // In turns, so that both see the same machine.
    for (let n = -WARM_UP; n < REQUESTS; n += 1) {
      const times = [await timeOf(appPort, agent), await timeOf(proxyPort, agent)] as const;
      if (n < 0) continue;
      direct.push(times[0]);
      proxied.push(times[1]);
    }
    agent.destroy();
    const added = (share: number) => percentile(proxied, share) - percentile(direct, share);
    return [
      {
        name: 'run: request through the proxy',
        value: percentile(proxied, 0.5),
        unit: 'ms',
        floor: percentile(direct, 0.5),
      },
      { name: 'run: added by the proxy, p50', value: added(0.5), unit: 'ms', limit: 1 },
      { name: 'run: added by the proxy, p99', value: added(0.99), unit: 'ms' },
    ];
  } finally {
    run.kill('SIGTERM');
    await once(run, 'exit');
    rmSync(cwd, { recursive: true, force: true });
  }
}

function timeOf(port: number, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    get({ port, host: '127.0.0.1', path: '/orders/17', agent }, (response) => {
      response.resume().once('end', () => resolve(performance.now() - start));
    }).once('error', reject);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
