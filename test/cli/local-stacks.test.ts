import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCommand, readRunningCommand } from '../../local/running-command.ts';
import { childrenOf, isRunning } from './processes.ts';
import { RunningLogs, runLogs } from './run-logs.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** AWS settings that do not lead to the local stacks. */
const MISLEADING = { AWS_PROFILE: 'nonexistent', AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_REGION: 'eu-central-1' };

let cwd: string;
let webhooks: Server;
/** The requests that the webhook's server received. */
const webhookBodies: string[] = [];
let dev: RunningLogs;
let file: RunningCommand;
let url: string;

/** The first of several consecutive free ports, outside the range of ephemeral ports: after a restart they are still free. */
async function freePort(): Promise<number> {
  for (;;) {
    const first = randomInt(20_000, 30_000);
    const servers = await Promise.allSettled(
      [0, 1, 2, 3].map(async (offset) => {
        const server = createServer().listen(first + offset, '127.0.0.1');
        await once(server, 'listening');
        return server;
      }),
    );
    for (const each of servers) if (each.status === 'fulfilled') each.value.close();
    if (servers.every(({ status }) => status === 'fulfilled')) return first;
  }
}

async function startDev(): Promise<void> {
  dev = new RunningLogs(['dev', '--port', String(await freePort())], { cwd, env: MISLEADING });
  await dev.until(({ stdout }) => stdout.includes('AWS endpoint'));
  const written = readRunningCommand(cwd);
  if (!written) throw new Error('logs dev wrote no dev.json');
  file = written;
  url = Object.values(file.apis)[0] ?? '';
}

interface ApiResponse {
  readonly status: number;
  readonly body: Record<string, string>;
  readonly requestId: string;
}

async function send(method: string, path: string, body?: unknown): Promise<ApiResponse> {
  const response = await fetch(
    `${url}${path}`,
    body === undefined ? { method } : { method, body: JSON.stringify(body) },
  );
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? {} : JSON.parse(text),
    requestId: response.headers.get('x-amzn-requestid') ?? '',
  };
}

interface Shown {
  readonly kind: string;
  readonly level?: string;
  readonly requestId?: string;
  readonly message: string;
  readonly fields?: Record<string, unknown>;
}

async function tailJson(...targets: string[]): Promise<Shown[]> {
  const { stdout } = await runLogs(['tail', ...targets, '--output', 'json'], { cwd });
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

async function accessLogGroup(): Promise<string> {
  const { stdout } = await runLogs(['groups', 'NotesApi-AccessLogs', '--output', 'json'], { cwd });
  return JSON.parse(stdout).logGroupName;
}

beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  webhooks = createHttpServer(async (request, response) => {
    webhookBodies.push(await text(request));
    response.writeHead(202).end('{"accepted":true,"token":"s3cr3t-planted"}');
  }).listen(0, '127.0.0.1');
  await once(webhooks, 'listening');
  const webhookUrl = `http://127.0.0.1:${(webhooks.address() as AddressInfo).port}/hook?token=s3cr3t-planted`;
  const synth = spawnSync(
    join(ROOT, 'node_modules', '.bin', 'cdk'),
    ['synth', '--quiet', '--output', join(cwd, 'cdk.out'), '--context', `notesWebhookUrl=${webhookUrl}`],
    {
      cwd: ROOT,
      env: { ...process.env, ...MISLEADING },
      encoding: 'utf8',
    },
  );
  if (synth.status !== 0) throw new Error(synth.stderr);
  await startDev();
});
afterAll(async () => {
  await dev.interrupt();
  webhooks.close();
  rmSync(cwd, { recursive: true });
});

describe('the logs of a request', () => {
  it('contain its access line and its function lines, when notes are created, read, listed, updated and deleted', async () => {
    const created = await send('POST', '/notes', { content: 'milk' });
    expect(created).toMatchObject({ status: 201, body: { content: 'milk' } });
    const { noteId = '' } = created.body;
    expect(await send('GET', `/notes/${noteId}`)).toMatchObject({ status: 200, body: { content: 'milk' } });
    expect((await send('GET', '/notes')).body).toContainEqual(expect.objectContaining({ noteId }));
    expect(await send('PUT', `/notes/${noteId}`, { content: 'oat milk' })).toMatchObject({
      status: 200,
      body: { content: 'oat milk' },
    });
    expect(await send('DELETE', `/notes/${noteId}`)).toMatchObject({ status: 204 });
    expect(await send('GET', `/notes/${noteId}`)).toMatchObject({ status: 404, body: { error: 'not-found' } });

    const access = (await tailJson(await accessLogGroup())).find((line) => line.requestId === created.requestId);
    expect(access).toMatchObject({
      kind: 'api.access',
      fields: { method: 'POST', route: '/notes', status: 201, ip: '127.0.0.1' },
    });
    const functionRequestId = access?.fields?.integrationRequestId;
    const lines = (await tailJson('notes-create')).filter((line) => line.requestId === functionRequestId);
    expect(lines.map((line) => line.kind)).toEqual([
      'function.start',
      'function.log',
      // The records of the webhook and of the call.
      'function.log',
      'function.log',
      'function.report',
    ]);
    expect(lines[1]).toMatchObject({ level: 'INFO', fields: { message: 'note created', noteId } });
    expect(lines[4]?.fields).toMatchObject({ status: 'success', metrics: { memorySizeMB: 256 } });
  });

  it('contain all execution lines of a request, in order, at the level in the template', async () => {
    const { requestId } = await send('GET', '/notes');
    const { stdout } = await runLogs(['groups', 'API-Gateway-Execution-Logs_', '--output', 'json'], { cwd });
    const groups = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const group of groups) expect(group).toMatchObject({ retentionInDays: 7 });
    const all = await tailJson(...groups.map(({ logGroupName }) => logGroupName));
    const lines = all.filter((line) => line.requestId === requestId);
    expect(lines.every((line) => line.kind === 'api.execution')).toBe(true);
    const texts = lines.map((line) => line.message.slice(requestId.length + 3));
    expect(texts[0]).toMatch(/^Extended Request Id: /);
    expect(texts).toContainEqual(expect.stringMatching(/^HTTP Method: GET, Resource Path: \/notes$/));
    expect(texts).toContainEqual('Successfully completed execution');
    expect(texts).toContainEqual('Method completed with status: 200');
  });

  it('contain the reason for a 400 response to an invalid request', async () => {
    expect(await send('POST', '/notes', { content: '' })).toMatchObject({
      status: 400,
      body: { error: 'invalid-request' },
    });
    const lines = await tailJson('notes-create');
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'WARN',
        fields: expect.objectContaining({ message: 'bad request' }),
      }),
    );
  });
});

describe('the record of a call', () => {
  const recordsOf = (lines: readonly Shown[]) =>
    lines.flatMap((line) => {
      const fields = line.fields ?? {};
      return fields.message === 'api.call' ? [fields.apiCall as Record<string, string>] : [];
    });

  it('contains the request, the response and the webhook call, with the ids for the join', async () => {
    const { body, requestId } = await send('POST', '/notes', { content: 'recorded' });
    const access = (await tailJson(await accessLogGroup())).find((line) => line.requestId === requestId);
    const functionRequestId = access?.fields?.integrationRequestId;
    const records = recordsOf(await tailJson('notes-create'));
    const api = records.find((record) => record.source === 'api' && record.requestId === requestId);
    expect(api).toMatchObject({
      status: 201,
      method: 'POST',
      route: '/notes',
      functionRequestId,
      extendedRequestId: access?.fields?.extendedRequestId,
      traceId: access?.fields?.xrayTraceId,
    });
    expect(JSON.parse(api?.request ?? '')).toEqual({ content: 'recorded' });
    expect(JSON.parse(api?.response ?? '')).toEqual(body);
    const webhook = records.find(
      (record) => record.source === 'webhook' && record.functionRequestId === functionRequestId,
    );
    expect(webhook).toMatchObject({ status: 202, method: 'POST', response: '{"accepted":true,"token":"[redacted]"}' });
    expect(JSON.parse(webhook?.request ?? '')).toEqual({ event: 'note.created', note: body });
    expect(webhookBodies).toContain(webhook?.request);
  });

  it('contains no secret, and neither do the lines of the function', async () => {
    await fetch(`${url}/notes/x?simulate=error&token=s3cr3t-planted`, {
      headers: {
        Authorization: 'Bearer s3cr3t-planted',
        Cookie: 'sid=s3cr3t-planted; theme=s3cr3t-planted',
        'X-Api-Key': 's3cr3t-planted',
        'X-Amz-Security-Token': 's3cr3t-planted',
      },
    });
    await send('POST', '/notes', {
      content: 'x',
      password: 's3cr3t-planted',
      nested: [{ client_secret: 's3cr3t-planted' }],
    });
    const lines = [...(await tailJson('notes-get')), ...(await tailJson('notes-create'))];
    expect(recordsOf(lines).some((record) => record.request?.includes('"password":"[redacted]"'))).toBe(true);
    expect(lines.some((line) => line.fields?.message === 'begin notes-get')).toBe(true);
    expect(JSON.stringify(lines)).not.toContain('s3cr3t-planted');
  });

  it('is written with the debug lines only if the function failed', async () => {
    await send('GET', '/notes/not-there');
    const { requestId } = await send('GET', '/notes/x?simulate=error');
    const access = (await tailJson(await accessLogGroup())).find((line) => line.requestId === requestId);
    const lines = await tailJson('notes-get');
    const debug = lines.filter((line) => line.level === 'DEBUG' && line.fields?.message === 'looking up');
    expect(debug.map((line) => line.requestId)).toContain(access?.fields?.integrationRequestId);
    expect(debug.map((line) => line.fields?.noteId)).not.toContain('not-there');
  });
});

describe('a function that fails', () => {
  it.each([
    [
      'throws',
      'error',
      502,
      (line: Shown) => line.kind === 'function.log' && line.level === 'ERROR' && line.message.includes('TypeError'),
    ],
    [
      'exits the process',
      'exit',
      502,
      (line: Shown) => line.kind === 'function.report' && line.message.includes('Runtime.ExitError'),
    ],
  ])('that %s causes a 502 with a log line, and the next request succeeds', async (_, simulate, status, wanted) => {
    expect(await send('GET', `/notes/x?simulate=${simulate}`)).toMatchObject({
      status,
      body: { message: 'Internal server error' },
    });
    expect((await tailJson('notes-get')).filter(wanted)).not.toHaveLength(0);
    expect(await send('GET', '/notes/x')).toMatchObject({ status: 404 });
  });

  it('shows the stack of an error with the lines of the source', async () => {
    await send('GET', '/notes/x?simulate=error');
    const { stdout } = await runLogs(['tail', 'notes-get'], { cwd });
    expect(stdout).toMatch(
      /ERROR {3}TypeError: Cannot read properties of undefined.*\n +at .*simulate-failure\.ts:\d+:\d+/,
    );
  });

  it('that never responds is ended at its configured timeout', async () => {
    expect(await send('GET', '/notes/x?simulate=timeout')).toMatchObject({ status: 502 });
    const report = (await tailJson('notes-get')).findLast(
      (line) => line.kind === 'function.report' && line.fields?.status === 'timeout',
    );
    expect(report?.fields?.metrics).toMatchObject({ durationMs: expect.closeTo(10_000, -3) });
  });
});

describe('logs', () => {
  it('reads the local stacks with a notice on stderr, whatever the AWS settings are', async () => {
    const result = await runLogs(['groups'], { cwd, env: MISLEADING });
    expect(result.code).toBe(0);
    expect(result.stderr).toBe(`reading the local stacks of \`logs dev\` (${file.endpoint}); --no-local reads AWS\n`);
    expect(result.stdout).toMatch(/^LOG GROUP +RETENTION +STORED +CLASS +AGE\n/);
    expect(result.stdout).toMatch(/^API-Gateway-Execution-Logs_\w+\/prod +7d/m);
  });

  it('reads the endpoint of --endpoint-url or the standard variable, from any directory', async () => {
    const elsewhere = { cwd: tmpdir() };
    expect(await runLogs(['groups', '--endpoint-url', file.endpoint], elsewhere)).toMatchObject({
      code: 0,
      stderr: '',
    });
    const env = {
      AWS_ENDPOINT_URL: file.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'y',
    };
    expect(await runLogs(['groups'], { ...elsewhere, env })).toMatchObject({ code: 0, stderr: '' });
  });

  it('finds the logs of an API, of a stack and of a glob', async () => {
    const { body } = await send('POST', '/notes', { content: 'found by its API' });
    for (const target of ['api:notes/prod', 'stack:NotesApi', 'notes-*']) {
      const { stdout } = await runLogs(['tail', target], { cwd });
      expect(stdout).toMatch(new RegExp(`notes-create +INFO +note created +noteId=${body.noteId}`));
    }
    const { stdout } = await runLogs(['tail', 'api:notes'], { cwd });
    expect(stdout).toMatch(/ notes\/prod +201 +POST \/notes /);
    expect(stdout).toMatch(/ notes\/prod execution +Successfully completed execution/);
    expect(await runLogs(['tail', 'api:nots'], { cwd })).toMatchObject({ code: 4, stdout: '' });
  });

  it('selects by filter pattern, expression and level, hides platform lines, and shows another zone or raw messages', async () => {
    await send('POST', '/notes', { content: 'filtered' });
    await send('POST', '/notes', { content: '' });
    const shown = async (...flags: string[]) => (await runLogs(['tail', 'notes-create', ...flags], { cwd })).stdout;
    expect(await shown('--filter', '{ $.level = "WARN" }')).toMatch(/^[^\n]* WARN +bad request[^\n]*\n/);
    expect(await shown('--filter', '{ $.level = "WARN" }')).not.toContain('note created');
    expect(await shown('--grep', 'note cre[a-z]+d')).not.toContain('bad request');
    expect(await shown('--exclude', 'note created', '--exclude', 'platform')).not.toMatch(/note created|REPORT/);
    const warnings = await shown('--level', 'warning');
    expect(warnings).toContain('bad request');
    expect(warnings).not.toMatch(/note created|START/);
    expect(await shown('--no-platform')).not.toMatch(/ (START|REPORT|INIT) /);
    expect((await shown('--timezone', 'Asia/Tokyo')).slice(0, 2)).not.toBe((await shown('--utc')).slice(0, 2));
    expect(
      (await shown('--raw', '--no-platform'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).level),
    ).toContain('WARN');
    const last = await shown('--lines', '2');
    expect(last.trimEnd().split('\n')).toHaveLength(2);
    expect(await shown()).toContain(last);
    const wrong = await runLogs(['tail', 'notes-create', '--filter', '{ $.level = '], { cwd });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toMatch(/error: .*filter pattern/i);
  });

  it('lists the streams of a function, latest first', async () => {
    await send('GET', '/notes');
    const { stdout, code } = await runLogs(['streams', 'notes-list', '--output', 'json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout.split('\n')[0] ?? '').logStreamName).toMatch(
      /^\d{4}\/\d\d\/\d\d\/(notes-list)?\[\$LATEST\][0-9a-f]{32}$/,
    );
  });

  it('names the nearest functions or stacks for an unknown name, and ends with 4', async () => {
    const stack = await runLogs(['tail', 'stack:NotesAp'], { cwd });
    expect(stack).toMatchObject({ code: 4, stdout: '' });
    expect(stack.stderr).toContain('error: No stack is called "stack:NotesAp". Nearest: stack:NotesApi, ');
    const result = await runLogs(['tail', 'notes-craete'], { cwd });
    expect(result).toMatchObject({ code: 4, stdout: '' });
    expect(result.stderr).toContain(
      'error: No function or log group is called "notes-craete". Nearest: notes-create, ',
    );
  });

  it('reports that nothing was found, and ends with 1', async () => {
    const nothing = await runLogs(['groups', 'nothing-like-this'], { cwd });
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toContain('No log group matches "nothing-like-this".');
    expect(
      await runLogs(['tail', 'notes-create', '--until', '2020-01-01', '--since', '2019-01-01'], { cwd }),
    ).toMatchObject({ code: 1 });
  });

  it('ends with 0 and no message when the reader closes the pipe', () => {
    const command = `"${process.execPath}" "${join(ROOT, 'bin', 'run.js')}" tail notes-create notes-get --output json | head -1`;
    const { stdout, stderr, status } = spawnSync('bash', ['-o', 'pipefail', '-c', command], { cwd, encoding: 'utf8' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^reading the local stacks .*\n$/);
    expect(status).toBe(0);
  });
});

describe('logs tail -f', () => {
  it('shows a line within 1.5 s of the request that caused it, and ends at once on Ctrl-C', async () => {
    const follow = new RunningLogs(['tail', '-f', 'notes-create'], { cwd });
    await follow.until(({ stderr }) => stderr.includes('following notes-create'));
    const { body } = await send('POST', '/notes', { content: 'followed' });
    await follow.until(({ stdout }) => stdout.includes(`note created  noteId=${body.noteId}`));
    const result = await follow.interrupt();
    expect(result.code).toBe(130);
    expect(result.stderr).not.toContain('error');
    // Each line is shown once, even if several sweeps read it.
    expect(result.stdout.split(`noteId=${body.noteId}`)).toHaveLength(2);
  });

  it('ends after --idle-exit without events, with a summary', async () => {
    const result = await runLogs(['tail', '-f', 'notes-delete', '--idle-exit', '1s', '--since', '1s'], { cwd });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toMatch(/\n0 events shown\n$/);
  });

  it('continues after the service was unavailable, and shows the events of that time', async () => {
    const follow = new RunningLogs(['tail', '-f', 'notes-create', '--endpoint-url', file.endpoint], { cwd });
    await follow.until(({ stderr }) => stderr.includes('following'));
    const port = new URL(file.endpoint).port;
    await dev.interrupt();
    await follow.until(({ stderr }) => stderr.includes('; retrying'));
    await startDevOn(port);
    const { body } = await send('POST', '/notes', { content: 'after the break' });
    await follow.until(({ stdout }) => stdout.includes(`noteId=${body.noteId}`));
    await follow.until(({ stderr }) => stderr.includes('available again'));
    expect((await follow.interrupt()).code).toBe(130);
  });
});

describe('logs tail --live', () => {
  it('shows each line once, and on Ctrl-C prints a summary and ends with 130', async () => {
    const follow = new RunningLogs(['tail', '--live', 'notes-create', '--since', '1s'], { cwd });
    await follow.until(({ stderr }) => stderr.includes('following notes-create'));
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const { body } = await send('POST', '/notes', { content: 'live' });
      await follow.until(({ stdout }) => stdout.includes(`note created  noteId=${body.noteId}`));
      ids.push(body.noteId ?? '');
    }
    // Live Tail and the polls for its gaps deliver the same lines.
    const result = await follow.interrupt();
    expect(result.code).toBe(130);
    for (const id of ids) expect(result.stdout.split(`noteId=${id}`)).toHaveLength(2);
    expect(result.stderr).toMatch(/\n\d+ events shown(?:, \d+ of them late)?\n$/);
    expect(result.stderr).not.toMatch(/error|Live Tail/);
  });

  it('continues when the service is available again', async () => {
    const follow = new RunningLogs(['tail', '--live', 'notes-create', '--endpoint-url', file.endpoint], { cwd });
    await follow.until(({ stderr }) => stderr.includes('following'));
    const before = await send('POST', '/notes', { content: 'before the break' });
    await follow.until(({ stdout }) => stdout.includes(`noteId=${before.body.noteId}`));
    const port = new URL(file.endpoint).port;
    await dev.interrupt();
    await follow.until(({ stderr }) => stderr.includes('; retrying'));
    await startDevOn(port);
    const after = await send('POST', '/notes', { content: 'after the break' });
    await follow.until(({ stdout }) => stdout.includes(`noteId=${after.body.noteId}`));
    const result = await follow.interrupt();
    expect(result.code).toBe(130);
    for (const { body } of [before, after]) expect(result.stdout.split(`noteId=${body.noteId}`)).toHaveLength(2);
  });

  it('refuses --until', async () => {
    const { code, stderr } = await runLogs(['tail', '--live', 'notes-create', '--until', '1m'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('--until');
  });
});

async function startDevOn(port: string): Promise<void> {
  dev = new RunningLogs(['dev', '--port', port], { cwd });
  await dev.until(({ stdout }) => stdout.includes('AWS endpoint'));
  file = readRunningCommand(cwd) ?? file;
  url = Object.values(file.apis)[0] ?? '';
}

describe('logs dev', () => {
  it('refuses to run twice in a directory, and names the running process', async () => {
    const second = await runLogs(['dev'], { cwd });
    expect(second).toMatchObject({ code: 2, stdout: '' });
    expect(second.stderr).toBe(
      `error: \`logs dev\` already runs in this directory (process ${file.pid}, ${file.endpoint}). End that process first.\n`,
    );
  });

  it('names the port that is in use, and ends with 2', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as { port: number };
    const otherDirectory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
    try {
      const result = await runLogs(['dev', join(cwd, 'cdk.out'), '--port', String(port)], { cwd: otherDirectory });
      expect(result).toMatchObject({ code: 2, stdout: '' });
      expect(result.stderr).toBe(
        `error: Port ${port} is in use. Choose another port with --port; --port 0 chooses a free port.\n`,
      );
    } finally {
      blocker.close();
      rmSync(otherDirectory, { recursive: true });
    }
  });

  it('keeps the logs from before it was killed, and leaves no function process behind', async () => {
    const { body } = await send('POST', '/notes', { content: 'before the kill' });
    const children = childrenOf(file.pid);
    expect(children).not.toHaveLength(0);
    await dev.interrupt('SIGKILL');
    await expect.poll(() => children.filter(isRunning)).toEqual([]);
    await startDev();
    const { stdout } = await runLogs(['tail', 'notes-create'], { cwd });
    expect(stdout).toContain(`noteId=${body.noteId}`);
  });

  it('removes dev.json, and frees its ports and processes when it ends', async () => {
    await send('GET', '/notes');
    const children = childrenOf(file.pid);
    expect(await dev.interrupt()).toMatchObject({ code: 0 });
    expect(existsSync(join(cwd, '.tailgate', 'dev.json'))).toBe(false);
    await expect(fetch(file.endpoint)).rejects.toThrow();
    await expect(fetch(url)).rejects.toThrow();
    expect(children.filter(isRunning)).toEqual([]);
    await startDev();
  });

  it('refuses web pages, and names them once on stderr', async () => {
    const { request } = await import('node:http');
    const statusFor = (base: string, headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve) => {
        request(base, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode)).end('{}');
      });
    const invocations = `${file.endpoint}/2015-03-31/functions/notes-create/invocations`;
    for (const headers of [{ Host: 'evil.example' }, { Origin: 'https://evil.example' }]) {
      for (const target of [invocations, invocations, `${url}/notes`])
        expect(await statusFor(target, headers)).toBe(403);
    }
    const notices = dev.stderr.split('\n').filter((line) => line.includes('evil.example'));
    expect(notices).toEqual([
      expect.stringContaining('The host "evil.example" is refused.'),
      expect.stringContaining('--allow-host evil.example'),
      expect.stringContaining('--cors-origin https://evil.example'),
      expect.stringContaining('--allow-origin https://evil.example'),
    ]);
  });
});
