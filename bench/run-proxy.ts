import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { type Figure, percentile } from './measure.ts';
import { ENVIRONMENT, LOGS_SCRIPT, temporaryDirectory } from './setup.ts';

const REQUESTS = 3000;
const WARM_UP_REQUESTS = 300;

const SERVER = `
import { createServer } from 'node:http';
createServer((request, response) => response.end('{"ok":true}')).listen(process.env.PORT, '127.0.0.1', () => console.log('listening'));
`;

/** The time that the proxy of `logs run` adds to a request. The proxy prints and records each request. The floor is a direct request. */
export async function benchRunProxy(): Promise<Figure[]> {
  using directory = temporaryDirectory();
  writeFileSync(directory.file('app.mjs'), SERVER);
  const [appPort, proxyPort] = [await freePort(), await freePort()];
  const ports = ['--app-port', String(appPort), '--port', String(proxyPort)];
  const run = spawn(process.execPath, [LOGS_SCRIPT, 'run', ...ports, '--', process.execPath, 'app.mjs'], {
    cwd: directory.path,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    const lines = createInterface({ input: run.stdout });
    await once(lines, 'line');
    const agent = new Agent({ keepAlive: true });
    const direct: number[] = [];
    const proxied: number[] = [];
    // The two alternate, so that other load on the machine affects both.
    for (let n = -WARM_UP_REQUESTS; n < REQUESTS; n += 1) {
      const times = [await requestTime(appPort, agent), await requestTime(proxyPort, agent)] as const;
      if (n < 0) continue;
      direct.push(times[0]);
      proxied.push(times[1]);
    }
    agent.destroy();
    const added = (fraction: number) => percentile(proxied, fraction) - percentile(direct, fraction);
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
  }
}

function requestTime(port: number, agent: Agent): Promise<number> {
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
