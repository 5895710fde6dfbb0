import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Result, RunningLogs, runLogs } from './run-logs.ts';

/** A server that echoes requests; some paths make it fail in different ways. */
const SERVER = `
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
let onSignal;
process.on('SIGUSR2', () => onSignal());
const server = createServer((request, response) => {
  if (request.url === '/die') process.exit(7);
  if (request.url === '/half') {
    response.writeHead(200, { 'Content-Length': 100 });
    return response.write('half', () => process.exit(8));
  }
  if (request.url === '/never') return;
  if (request.url === '/stream') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.flushHeaders();
    onSignal = () => {
      response.write('data: first\\n\\n');
      onSignal = () => response.end('data: last\\n\\n');
    };
    return;
  }
  const hash = createHash('sha256');
  request.on('data', (chunk) => hash.update(chunk));
  request.on('end', () => {
    response.writeHead(request.url === '/missing' ? 404 : 200, { 'Set-Cookie': ['a=1', 'b=2'] });
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, sha256: hash.digest('hex') }));
  });
});
// A WebSocket that echoes frames of less than 126 bytes.
server.on('upgrade', (request, socket) => {
  if (request.url === '/refuse') return socket.end('HTTP/1.1 403 Forbidden\\r\\nContent-Length: 0\\r\\n\\r\\n');
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
  socket.on('data', (frame) => {
    const length = frame[1] & 0x7f;
    const text = Buffer.from(frame.subarray(6, 6 + length).map((byte, index) => byte ^ frame[2 + (index % 4)]));
    if ((frame[0] & 0x0f) === 1) socket.write(Buffer.concat([Buffer.from([0x81, length]), text]));
  });
});
setTimeout(() => server.listen(process.env.PORT, '127.0.0.1', () => console.log('listening')), Number(process.env.LATE ?? 0));
`;

let cwd: string;
let running: RunningLogs | undefined;
let url: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-run-'));
});
afterEach(async () => {
  if (running && running.child.exitCode === null && running.child.signalCode === null)
    await running.interrupt('SIGKILL');
  running = undefined;
  rmSync(cwd, { recursive: true });
});

/** Runs a program, given by its source code, and reads the URL of the proxy. */
async function start(source: string, flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  writeFileSync(join(cwd, 'app.mjs'), source);
  const args = ['run', '--app-id', 'shop', '--port', '0', ...flags, '--', process.execPath, 'app.mjs'];
  running = new RunningLogs(args, { cwd, env });
  await running.until(({ stderr }) => stderr.includes('recording to'));
  url = /send requests to (\S+)/.exec(running.stderr)?.[1] ?? '';
  return running;
}

async function startServer(flags: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const server = await start(SERVER, ['--app-port', String(await freePort()), ...flags], env);
  if (env.LATE === undefined) await server.until(({ stdout }) => stdout.includes('== APP == listening\n'));
  return server;
}

/** Runs a program until it ends. */
function runProgram(source: string, flags: readonly string[] = []): Promise<Result> {
  writeFileSync(join(cwd, 'app.mjs'), source);
  return runLogs(['run', '--app-id', 'shop', ...flags, '--', process.execPath, 'app.mjs'], { cwd });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function callLines(text: string): string[] {
  return text.split('\n').filter((line) => line.includes('msg="HTTP API Called"'));
}

interface Shown {
  readonly kind: string;
  readonly stream: string;
  readonly message: string;
  readonly requestId?: string;
  readonly fields?: Readonly<Record<string, unknown>>;
}

async function recorded(group: string, ...flags: string[]): Promise<Shown[]> {
  const { stdout } = await runLogs(['tail', group, '--output', 'json', ...flags], { cwd });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

describe('a server behind the proxy', () => {
  it('has one line for each of 1,000 requests, shown and recorded, while it runs and afterwards', async () => {
    const server = await startServer();
    const paths = Array.from({ length: 1000 }, (_, n) => `/orders/${n}`);
    const waiting = paths.values();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (const path of waiting) expect((await fetch(`${url}${path}?secret=1`)).status).toBe(200);
      }),
    );
    await server.until(({ stdout }) => callLines(stdout).length >= 1000);
    const pathsOf = (lines: readonly Shown[]) => lines.map(({ fields }) => String(fields?.path)).sort();
    const sorted = [...paths].sort();
    expect(pathsOf(await recorded('/tailgate/run/shop/api'))).toEqual(sorted);
    const { stdout, code } = await server.interrupt('SIGTERM');
    expect(code).toBe(128 + 15);
    expect(
      callLines(stdout)
        .map((line) => /method="GET (\S+)"/.exec(line)?.[1])
        .sort(),
    ).toEqual(sorted);
    expect(stdout).not.toContain('secret');
    expect(pathsOf(await recorded('/tailgate/run/shop/api', '--local'))).toEqual(sorted);
    expect((await recorded('/tailgate/run/shop', '--local')).map(({ message }) => message)).toEqual(['listening']);
  });

  it('gets requests and sends responses unchanged', async () => {
    await startServer();
    const body = randomBytes(3_000_000);
    const response = await fetch(`${url}/a//b/%7e?q=1&q=2`, { method: 'PUT', body, headers: { 'x-custom': 'yes' } });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.json()).toMatchObject({
      method: 'PUT',
      url: '/a//b/%7e?q=1&q=2',
      sha256: createHash('sha256').update(body).digest('hex'),
      headers: { 'x-custom': 'yes', host: new URL(url).host, 'x-forwarded-host': new URL(url).host },
    });
  });

  it('gets the path unchanged, even if it is not in its normal form', async () => {
    await startServer();
    const outgoing = request(url, { path: '/a/../b/./c?' }).end();
    const [incoming] = await once(outgoing, 'response');
    let text = '';
    for await (const chunk of incoming) text += chunk;
    expect(JSON.parse(text).url).toMatch(/^\/a\/\.\.\/b\/\.\/c\??$/);
  });

  it('gets the request id, which finds its lines and the access line', async () => {
    const server = await startServer();
    const given = await fetch(`${url}/x`, { headers: { 'x-request-id': 'order-17' } });
    expect(given.headers.get('x-request-id')).toBe('order-17');
    const made = ((await (await fetch(`${url}/y`)).json()) as { headers: Record<string, string> }).headers[
      'x-request-id'
    ];
    await fetch(`${url}/z`, { headers: { 'x-request-id': 'a "quote" forges' } });
    await server.until(({ stdout }) => callLines(stdout).length === 3);
    const ids = (await recorded('/tailgate/run/shop/api')).map(({ requestId }) => requestId);
    expect(ids.slice(0, 2)).toEqual(['order-17', made]);
    expect(ids[2]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is found without a target by `logs api` and `logs trace`, while it runs and afterwards, without a search on AWS', async () => {
    const server = await startServer();
    await fetch(`${url}/orders/7`, { headers: { 'x-request-id': '4b9e2c1a-77d0-4f3a-9c55-000000000001' } });
    await server.until(({ stdout }) => callLines(stdout).length === 1);
    const finds = async (...flags: string[]) => {
      expect((await runLogs(['api', ...flags], { cwd })).stdout).toMatch(/ 200 {2}GET +\/orders\/7 .*4b9e2c1a\n$/);
      const { stdout } = await runLogs(['trace', '4b9e2c1a', ...flags], { cwd });
      expect(stdout).toMatch(/^GET \/orders\/7 {2}200 .*\n.* access .*\n$/);
    };
    await finds();
    await server.interrupt('SIGTERM');
    await finds('--local');
    expect(await runLogs(['tail', 'api:shop', '--local'], { cwd })).toMatchObject({ code: 4, stdout: '' });
  });

  it('streams: early chunks arrive early, and the headers before the body', async () => {
    const server = await startServer();
    const response = await fetch(`${url}/stream`);
    const chunks = (response.body as ReadableStream<Uint8Array>)[Symbol.asyncIterator]();
    process.kill(programOf(server), 'SIGUSR2');
    expect(Buffer.from((await chunks.next()).value ?? []).toString()).toBe('data: first\n\n');
    expect(callLines(server.stdout)).toHaveLength(0);
    process.kill(programOf(server), 'SIGUSR2');
    expect(Buffer.from((await chunks.next()).value ?? []).toString()).toBe('data: last\n\n');
    await server.until(({ stdout }) => callLines(stdout).length === 1);
    expect(server.stdout).toMatch(/size=25 /);
  });

  it('supports WebSockets, also refused ones, with one line for the handshake', async () => {
    const server = await startServer();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/live`);
    await once(socket, 'open');
    for (const text of ['one', 'two']) {
      socket.send(text);
      const [message] = await once(socket, 'message');
      expect(message.data).toBe(text);
    }
    socket.close();
    const refused = new WebSocket(`${url.replace('http', 'ws')}/refuse`);
    await once(refused, 'error');
    await server.until(({ stdout }) => callLines(stdout).length === 2);
    expect(callLines(server.stdout).map((line) => /code=(\d+).*method="(.*?)"/.exec(line)?.slice(1))).toEqual([
      ['101', 'GET /live'],
      ['403', 'GET /refuse'],
    ]);
    expect((await server.interrupt()).code).toBe(130);
  });

  it('may open its port late', async () => {
    const server = await startServer([], { LATE: '700' });
    expect((await fetch(`${url}/early`)).status).toBe(200);
    await server.until(({ stdout }) => callLines(stdout).length === 1);
    expect(callLines(server.stdout)[0]).toContain('code=200');
  });

  it('causes a 502 with one line if its port does not open in time', async () => {
    const server = await start('setInterval(() => {}, 1000)', [
      '--app-port',
      String(await freePort()),
      '--app-wait',
      '1s',
    ]);
    const response = await fetch(`${url}/x`);
    expect(response.status).toBe(502);
    expect(await response.text()).toMatch(/^Bad gateway: nothing listens on port \d+, after 1 s\n$/);
    await server.until(({ stdout }) => callLines(stdout).length === 1);
    const [line] = await recorded('/tailgate/run/shop/api');
    expect(line).toMatchObject({
      kind: 'api.access',
      fields: { status: 502, integrationError: expect.stringMatching(/^nothing listens/) },
    });
  });

  it('that exits ends the command with its code, and waiting clients get a 502', async () => {
    const server = await startServer();
    const waiting = fetch(`${url}/never`);
    await fetch(`${url}/x`);
    const dying = await fetch(`${url}/die`, { method: 'POST' });
    expect(dying.status).toBe(502);
    expect((await waiting).status).toBe(502);
    const { code, stdout } = await server.end();
    expect(code).toBe(7);
    expect(
      callLines(stdout)
        .map((line) => /code=(\d+)/.exec(line)?.[1])
        .sort(),
    ).toEqual(['200', '502', '502']);
    expect(existsSync(join(cwd, '.tailgate', 'dev.json'))).toBe(false);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('that exits during a response leaves no client waiting for the rest', async () => {
    const server = await startServer();
    const response = await fetch(`${url}/half`);
    await expect(response.text()).rejects.toThrow();
    expect((await server.end()).code).toBe(8);
    const lines = await recorded('/tailgate/run/shop/api', '--local');
    expect(lines).toMatchObject([
      { fields: { status: 200, responseLength: 4, integrationError: expect.stringContaining('closed') } },
    ]);
  });

  it('has a line with 499 if the client disconnected before the response', async () => {
    const server = await startServer();
    const outgoing = request(`${url}/never`).end();
    outgoing.on('error', () => {});
    await once(outgoing, 'finish');
    await fetch(`${url}/x`);
    outgoing.destroy();
    await server.until(({ stdout }) => callLines(stdout).length === 2);
    expect(server.stdout).toMatch(/code=499 .*method="GET \/never"/);
  });
});

describe('API logging', () => {
  it('writes logfmt with sorted keys', async () => {
    const server = await startServer(['--log-format', 'logfmt']);
    await fetch(`${url}/missing`, { headers: { 'user-agent': 'a "client"' } });
    await server.until(({ stdout }) => callLines(stdout).length === 1);
    expect(callLines(server.stdout)[0]).toMatch(
      /^app_id=shop code=404 duration=\d+ instance=\S+ level=info method="GET \/missing" msg="HTTP API Called" scope=tailgate.run size=\d+ time="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z" type=log useragent="a \\"client\\"" ver=\d+\.\d+\.\d+$/,
    );
  });

  it('writes JSON with sorted keys', async () => {
    const server = await startServer(['--log-format', 'json']);
    await fetch(`${url}/x`);
    await server.until(({ stdout }) => stdout.includes('HTTP API Called'));
    const line = JSON.parse(server.stdout.split('\n').find((text) => text.startsWith('{')) ?? '');
    expect(line).toMatchObject({ app_id: 'shop', code: 200, level: 'info', method: 'GET /x', type: 'log' });
    expect(Object.keys(line)).toEqual(Object.keys(line).toSorted());
  });

  it('writes the pretty format like `logs tail`', async () => {
    const server = await startServer(['--log-format', 'pretty']);
    await fetch(`${url}/x`);
    await server.until(({ stdout }) => /\d\d:\d\d:\d\d\.\d{3} {2}shop {2}200 {5}GET \/x {2}\d+ ms/.test(stdout));
  });

  it('is on by default; tailgate.json overrides the default, and a flag overrides both', async () => {
    const logged = async (...flags: string[]) => {
      const server = await startServer(flags);
      await fetch(`${url}/x`);
      const { stdout } = await server.interrupt();
      return callLines(stdout).length;
    };
    expect(await logged()).toBe(1);
    expect(await logged('--no-api-logging')).toBe(0);
    writeFileSync(join(cwd, 'tailgate.json'), JSON.stringify({ logging: { apiLogging: { enabled: false } } }));
    expect(await logged()).toBe(0);
    expect(await logged('--api-logging')).toBe(1);
    expect(await recorded('/tailgate/run/shop/api', '--local')).toHaveLength(2);
  });

  it('shows the route of an obfuscated path, and never the path', async () => {
    const server = await startServer([
      '--obfuscate-paths',
      '--route',
      '/users/{id}',
      '--route',
      '/users/me',
      '--route',
      '/files/{path+}',
    ]);
    for (const path of ['/users/alice', '/users/me', '/files/a/alice', '/alice']) await fetch(`${url}${path}`);
    await server.until(({ stdout }) => callLines(stdout).length === 4);
    const { stdout } = await server.interrupt();
    const routes = ['/users/{id}', '/users/me', '/files/{path+}', '/{proxy+}'];
    expect(callLines(stdout).map((line) => /method="GET (\S+)"/.exec(line)?.[1])).toEqual(routes);
    const lines = await recorded('/tailgate/run/shop/api', '--local');
    expect(lines.map(({ fields }) => fields?.route)).toEqual(routes);
    expect(stdout + JSON.stringify(lines)).not.toContain('alice');
    expect(readFileSync(join(cwd, '.tailgate', 'logs.db')).includes('alice')).toBe(false);
  });

  it('leaves out health checks with --omit-health-checks', async () => {
    const server = await startServer(['--omit-health-checks', '--health-check', '/up']);
    for (const path of ['/up?now', '/healthz', '/up/x']) await fetch(`${url}${path}`);
    await server.until(({ stdout }) => callLines(stdout).length === 2);
    const { stdout } = await server.interrupt();
    expect(callLines(stdout).map((line) => /method="GET (\S+)"/.exec(line)?.[1])).toEqual(['/healthz', '/up/x']);
  });
});

describe('the output of a program', () => {
  it('is shown with a prefix and recorded, in complete lines, also the last one without a newline', async () => {
    const { code, stdout } = await runProgram(
      `process.stdout.write('par'); setTimeout(() => { process.stdout.write('tial\\r\\n\\nlast'); console.error('oh'); }, 50)`,
    );
    expect(code).toBe(0);
    expect(stdout.split('\n').sort()).toEqual([
      '',
      '== APP == ',
      '== APP == last',
      '== APP == oh',
      '== APP == partial',
    ]);
    const lines = await recorded('/tailgate/run/shop', '--local');
    expect(lines.map(({ message, stream }) => `${message} ${stream.split('/').at(-1)}`).sort()).toEqual([
      'last stdout',
      'oh stderr',
      'partial stdout',
    ]);
  });

  it('cannot control the terminal: binary data, escape sequences, a line of a million bytes', async () => {
    const { code, stdout } = await runProgram(
      `process.stdout.write(Buffer.from([0xff, 0x00, 0x1b, 0x63, 0x07, 0x0a])); process.stdout.write('\\x1b[31mred\\x1b[0m\\n' + 'x'.repeat(1_000_000) + '\\n')`,
    );
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace('== APP == ', ''));
    expect(lines.slice(0, 2)).toEqual(['\ufffd\\x00\\x07', 'red']);
    expect(stdout).not.toContain('\x1b');
    expect(lines.slice(2).join('')).toBe('x'.repeat(1_000_000));
    expect(await recorded('/tailgate/run/shop', '--local')).toHaveLength(lines.length);
  });

  it('keeps its colors with --color', async () => {
    const { stdout } = await runProgram(`console.log('\\x1b[31mred\\x1b[0m \\x1b[2J')`, ['--color']);
    expect(stdout).toBe('== APP == \x1b[31mred\x1b[0m \\x1b[2J\x1b[0m\n');
  });

  it('can be closed by its reader: the program is ended, without a message, with 0', async () => {
    const program = await start(
      `process.on('SIGTERM', () => process.exit(9)); setInterval(() => console.log('tick'), 5)`,
    );
    await program.until(({ stdout }) => stdout.includes('tick'));
    program.child.stdout.destroy();
    const { code, stderr } = await program.end();
    expect(code).toBe(0);
    expect(stderr).toBe('recording to /tailgate/run/shop\n');
  });
});

describe('the end of a program', () => {
  it('gives the exit code of the command', async () => {
    expect(await runProgram('process.exitCode = 3')).toMatchObject({ code: 3 });
    expect(await runProgram(`process.kill(process.pid, 'SIGKILL')`)).toMatchObject({ code: 137 });
  });

  it('depends on its arguments, which it gets unchanged', async () => {
    const args = ['7', 'a', '7', '--port', '', '--', '$HOME *', '-1'];
    const program = ['-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args];
    const { stdout } = await runLogs(['run', '--', process.execPath, ...program], { cwd });
    expect(stdout).toBe(`== APP == ${JSON.stringify(args)}\n`);
  });

  it('is an error if the program cannot be started', async () => {
    const missing = await runLogs(['run', '--', './no-such-program'], { cwd });
    expect(missing).toMatchObject({ code: 127, stdout: '' });
    expect(missing.stderr).toBe('error: "./no-such-program" cannot be started: the program does not exist.\n');
    writeFileSync(join(cwd, 'plain.txt'), 'x', { mode: 0o644 });
    expect(await runLogs(['run', '--', './plain.txt'], { cwd })).toMatchObject({ code: 126, stdout: '' });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is its own choice when it gets %s', async (name) => {
    const program = await start(
      `for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => { console.log(name); process.exit(42); }); setInterval(() => {}, 1000); console.log('ready')`,
    );
    await program.until(({ stdout }) => stdout.includes('ready'));
    expect(await program.interrupt(name)).toMatchObject({ code: 42, stdout: `== APP == ready\n== APP == ${name}\n` });
  });

  const STUBBORN = `process.on('SIGINT', () => console.log('no')); process.on('SIGTERM', () => console.log('no')); setInterval(() => {}, 1000); console.log('ready')`;

  it('is forced after the grace period if it ignores the signal', async () => {
    const program = await start(STUBBORN, ['--grace', '1s']);
    await program.until(({ stdout }) => stdout.includes('ready'));
    expect(await program.interrupt('SIGTERM')).toMatchObject({ code: 137, stdout: '== APP == ready\n== APP == no\n' });
  });

  it('is forced at once by a second signal', async () => {
    const program = await start(STUBBORN, ['--grace', '1h']);
    await program.until(({ stdout }) => stdout.includes('ready'));
    program.child.kill('SIGINT');
    await program.until(({ stdout }) => stdout.includes('no'));
    expect(await program.interrupt('SIGINT')).toMatchObject({ code: 137 });
  });

  it('follows the end of the command, even if that is killed', async () => {
    const server = await startServer();
    const pid = programOf(server);
    await server.interrupt('SIGKILL');
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it('ends its child processes, without waiting for them', async () => {
    const { code, stdout } = await runProgram(
      `import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      console.log(child.pid);
      child.unref();
      process.exit(5);`,
    );
    expect(code).toBe(5);
    const pid = Number(/== APP == (\d+)/.exec(stdout)?.[1]);
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

describe('invalid usage', () => {
  it.each([
    [['run'], 2, /Write it after two dashes: logs run -- node app\.js/],
    [['run', 'node', 'app.js'], 2, /after two dashes/],
    [['run', '--'], 2, /after two dashes/],
    [['run', '--app-id', 'a/b', '--', 'true'], 2, /--app-id "a\/b" cannot be part/],
    [['run', '--app-port', '3000', '--port', '3000', '--', 'true'], 2, /is the port of the program/],
    [
      ['run', '--app-port', '3000', '--route', 'users', '--', 'true'],
      2,
      /--route "users": it does not begin with a slash/,
    ],
    [['run', '--app-port', '3000', '--route', '/{a+}/b', '--', 'true'], 2, /only its last segment/],
  ] as const)('%j: one line', async (args, code, message) => {
    const result = await runLogs(args, { cwd });
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(/^error: .*\n$/);
    expect(result.stderr).toMatch(message);
  });

  it.each([
    ['{', /tailgate\.json is not valid JSON/],
    ['[]', /tailgate\.json: the file is \[\]\. Write an object/],
    ['{"logging":{"apiLogging":{"enabled":"yes"}}}', /logging\.apiLogging\.enabled is "yes"\. Write true or false/],
  ] as const)('a tailgate.json with %s: one line', async (text, message) => {
    writeFileSync(join(cwd, 'tailgate.json'), text);
    const result = await runLogs(['run', '--', 'true'], { cwd });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^error: .*\n$/);
    expect(result.stderr).toMatch(message);
  });

  it('a port that is in use: one line', async () => {
    await startServer();
    const port = new URL(url).port;
    const taken = await runLogs(['run', '--app-port', '1', '--port', port, '--', 'true'], { cwd });
    expect(taken).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `error: Port ${port} is in use. Choose another port with --port; --port 0 chooses a free port.\n`,
    });
  });

  it('`logs dev` where a program is already recorded: one line', async () => {
    await startServer();
    const dev = await runLogs(['dev'], { cwd });
    expect(dev).toMatchObject({ code: 2, stdout: '' });
    expect(dev.stderr).toMatch(/^error: `logs run` already runs in this directory \(process \d+, http:\S+\)\. End/);
  });
});

describe('several programs in a directory', () => {
  const WORKER = ['run', '--app-id', 'worker', '--', process.execPath, '-e'];

  it('are all recorded by the first one', async () => {
    await startServer();
    const source = `for (let n = 0; n < 20000; n += 1) console.log('job ' + n)`;
    const worker = await runLogs([...WORKER, source], { cwd });
    expect(worker.code).toBe(0);
    expect(worker.stderr).toMatch(/^recording to \/tailgate\/run\/worker of the running `logs run` \(process \d+\)\n$/);
    const messages = (await recorded('/tailgate/run/*')).map(({ message }) => message);
    expect(messages).toEqual(['listening', ...Array.from({ length: 20_000 }, (_, n) => `job ${n}`)]);
    await fetch(`${url}/still-served`);
    expect(await recorded('/tailgate/run/shop/api')).toHaveLength(1);
  });

  it('continue when the first one ends, but are no longer recorded', async () => {
    const server = await startServer();
    const worker = new RunningLogs([...WORKER, `setInterval(() => console.log('tick'), 20)`], { cwd });
    await worker.until(({ stdout }) => stdout.includes('tick'));
    await server.interrupt();
    await worker.until(({ stderr }) => stderr.includes('nothing is recorded any more'));
    const shown = worker.stdout.length;
    await worker.until(({ stdout }) => stdout.length > shown);
    const { code, stderr } = await worker.interrupt('SIGTERM');
    expect(code).toBe(128 + 15);
    expect(stderr.split('nothing is recorded')).toHaveLength(2);
  });
});

/** The process that `logs run` started. */
function programOf({ child }: RunningLogs): number {
  const { stdout } = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(child.pid)], { encoding: 'utf8' });
  return Number.parseInt(stdout.split('\n').find((line) => line.includes('app.mjs')) ?? '', 10);
}

/** Whether a process runs. A zombie, whose status was not read yet, does not. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
