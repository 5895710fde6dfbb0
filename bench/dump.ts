import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { bundle } from './bundle.ts';
import type { Figure } from './measure.ts';
import { ENVIRONMENT, firstLine, LOGS_SCRIPT, temporaryDirectory } from './setup.ts';

const EVENTS = 100_000;
const EVENTS_PER_PAGE = 10_000;
const RUNS = 5;
const SLOW_CALL_MS = 50;

/** The time that `logs tail` takes for the 100,000 events of a log group, start-up included. The floor is a program that only fetches
 *  the same pages, parses them, and writes each message. Both write to a file. */
export async function benchDump(): Promise<Figure[]> {
  using directory = temporaryDirectory();
  const out = directory.file('out');
  const server = spawn(process.execPath, [await bundle(SERVER, directory.file('server.mjs'))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await firstLine(server);
    const floorProgram = await bundle(FLOOR, directory.file('floor.mjs'));
    /** Runs a Node.js program, and returns its duration in milliseconds. */
    const time = (...args: string[]) => {
      const file = openSync(out, 'w');
      const start = performance.now();
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: directory.path,
        env: ENVIRONMENT,
        stdio: ['ignore', file, 'pipe'],
      });
      const elapsed = performance.now() - start;
      closeSync(file);
      const lines = readFileSync(out, 'latin1').split('\n').length - 1;
      if (status !== 0 || lines !== EVENTS)
        throw new Error(`${args[0]} wrote ${lines} lines, and ended with ${status}: ${stderr}`);
      return elapsed;
    };
    const figure = (name: string, callMs: number, limit: number, ...flags: string[]): Figure => {
      const endpoint = `http://127.0.0.1:${port}/${callMs}`;
      const tail = [LOGS_SCRIPT, 'tail', '/dump', '--since', '1h', '--endpoint-url', endpoint, ...flags];
      const times = Array.from({ length: RUNS }, () => ({ value: time(...tail), floor: time(floorProgram, endpoint) }));
      return {
        name: `dump of 100,000 events: ${name}`,
        // The fastest runs: other load on the machine slows long runs down more than short ones.
        value: Math.min(...times.map(({ value }) => value)),
        floor: Math.min(...times.map(({ floor }) => floor)),
        unit: 'ms',
        limit,
      };
    };
    return [
      figure('raw', 0, 4, '--raw'),
      figure('JSON', 0, 5, '--output', 'json'),
      figure('text', 0, 5),
      figure('text, 50 ms per call', SLOW_CALL_MS, 4),
    ];
  } finally {
    server.kill();
  }
}

/** Serves FilterLogEvents from prepared pages. The path is the duration of a call in milliseconds. */
const SERVER = `
  import { createServer } from 'node:http';

  const PAGES = ${EVENTS / EVENTS_PER_PAGE};
  const start = Date.now() - 600_000;
  const pages = Array.from({ length: PAGES }, (_, page) => {
    const events = Array.from({ length: ${EVENTS_PER_PAGE} }, (_, index) => {
      const n = page * ${EVENTS_PER_PAGE} + index;
      const requestId = '4b9e2c1a-77d0-4f3a-9c55-' + String(n).padStart(12, '0');
      return {
        eventId: String(n).padStart(56, '0'),
        timestamp: start + n,
        ingestionTime: start + n + 500,
        logStreamName: '2026/11/21/[$LATEST]4b9e2c1a77d04f3a9c554b9e2c1a77d0',
        message: JSON.stringify({ timestamp: '2026-11-21T14:02:11.480Z', level: 'INFO', requestId, message: 'note created', noteId: 'n' + n, length: n % 300 }),
      };
    });
    return Buffer.from(JSON.stringify({ events, ...(page + 1 < PAGES && { nextToken: String(page + 1) }) }));
  });
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { nextToken = '0' } = JSON.parse(body);
    const page = String(request.headers['x-amz-target']).endsWith('DescribeLogGroups')
      ? Buffer.from('{"logGroups":[{"logGroupName":"/dump"}]}')
      : pages[Number(nextToken)];
    setTimeout(() => {
      response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' });
      response.end(page);
    }, Number(/\\d+/.exec(request.url)));
  }).listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

/** The minimum work for the same output: fetch, parse, write. */
const FLOOR = `
  let nextToken;
  do {
    const response = await fetch(process.argv[2], {
      method: 'POST',
      headers: { 'X-Amz-Target': 'Logs_20140328.FilterLogEvents' },
      body: JSON.stringify({ logGroupName: '/dump', nextToken }),
    });
    const page = await response.json();
    process.stdout.write(page.events.map((event) => event.message + '\\n').join(''));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
`;
