/** The main job, from nothing to its end, on this machine alone: synthesizes the stacks, runs them, calls the API, and lets
 *  `logs` show what they logged. Ends with 0 when the lines of those very requests were seen. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type DevFile, readDevFile } from '../local/dev-file.ts';
import { buildAll } from './build.ts';

const root = join(import.meta.dirname, '..');
const TIME_LIMIT_MS = 60_000;
/** Lines end with so many characters of the id of their request, and `logs trace` takes them. */
const SHORT_ID = 8;

/** Nothing here needs AWS: settings that are there for it must not lead anything astray. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name)));

const started: ChildProcess[] = [];

async function main(): Promise<void> {
  // A folder of its own: whatever runs in the checkout goes on undisturbed.
  const directory = mkdtempSync(join(tmpdir(), 'tailgate-demo-'));
  try {
    await say('npx cdk synth', () => synthesize(directory));
    const dev = await say('npx tailgate dev', () => startStacks(directory));
    await logs(directory, ['groups', 'NotesApi']);
    const failed = await followRequests(directory, dev);
    await logs(directory, ['api', 'api:notes']);
    await logs(directory, ['trace', failed.slice(0, SHORT_ID)]);
  } finally {
    await endAll();
    rmSync(directory, { recursive: true, force: true });
  }
  console.log(`
That was all on this machine, and nothing of it runs any more. What to try next:
  npm start                             keep the stacks running; Ctrl-C ends them
  npx tailgate tail -f notes-create     in a second terminal: follow a function
  npx tailgate api -f                   follow the API calls; \`npx tailgate trace\` shows one whole
  npx cdk deploy --all                  the same on AWS (once before: npx cdk bootstrap)`);
}

async function say<T>(command: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  console.log(`\n$ ${command}`);
  const result = await work();
  console.log(`(${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

/** Meanwhile builds the command, which the synthesis does without. */
async function synthesize(directory: string): Promise<void> {
  const cdk = spawn('cdk', ['synth', '--quiet', '--output', join(directory, 'cdk.out')], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [collect(cdk.stdout), collect(cdk.stderr)];
  const ended = once(cdk, 'exit');
  await buildAll({ declarations: false });
  const [code] = await ended;
  if (code !== 0) throw new Error(`cdk synth ended with ${code}:\n${(await Promise.all(output)).join('')}`);
}

async function startStacks(directory: string): Promise<DevFile> {
  const child = startLogs(directory, ['dev', '--port', '0'], ['ignore', 'inherit', 'inherit']);
  for (;;) {
    const dev = readDevFile(directory);
    if (dev) return dev;
    if (child.exitCode !== null) throw new Error(`logs dev ended with ${child.exitCode} before it was ready`);
    await delay(20);
  }
}

/** Follows two functions and the API's access log while requests are sent, until the lines of all of them were seen.
 *  @returns the id of the request whose function failed. */
async function followRequests(directory: string, dev: DevFile): Promise<string> {
  const groups = await collect(
    startLogs(directory, ['groups', 'NotesApi-AccessLogs', '--output', 'json'], ['ignore', 'pipe', 'ignore']).stdout,
  );
  const accessLogGroup: string = JSON.parse(groups).logGroupName;
  const targets = ['notes-create', 'notes-get', accessLogGroup];
  console.log(`\n$ npx tailgate tail -f ${targets.join(' ')}`);
  const follow = startLogs(directory, ['tail', '-f', ...targets], ['ignore', 'pipe', 'inherit']);
  const seen = new SeenLines(follow);

  const [, url = ''] = Object.entries(dev.apis).find(([name]) => name.startsWith('NotesApi/')) ?? [];
  const { ids, failed } = await sendRequests(url);
  // The access log has a line for each; its own and the functions' lines end with the short id of their request.
  for (const id of ids) await seen.until((line) => line.endsWith(id.slice(0, SHORT_ID)));
  await seen.until((line) => /notes-create +INFO +note created/.test(line));
  await seen.until((line) => /notes-get +ERROR +TypeError/.test(line));
  follow.kill('SIGINT');
  await once(follow, 'exit');
  return failed;
}

/** Sends what a client would.
 *  @returns the request ids that API Gateway answered with, and the one of the request whose function failed. */
async function sendRequests(url: string): Promise<{ ids: string[]; failed: string }> {
  const ids: string[] = [];
  const send = async (method: string, path: string, expected: number, body?: unknown) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, init);
    const text = await response.text();
    console.log(`\n$ curl -X ${method} ${url}${path}${body ? ` -d '${init.body}'` : ''}\n${response.status} ${text}`);
    if (response.status !== expected)
      throw new Error(`${method} ${path}: expected ${expected}, got ${response.status}`);
    ids.push(response.headers.get('x-amzn-requestid') ?? '');
    return text === '' ? undefined : JSON.parse(text);
  };
  const { noteId } = await send('POST', '/notes', 201, { content: 'buy milk' });
  await send('GET', `/notes/${noteId}`, 200);
  await send('GET', '/notes', 200);
  await send('PUT', `/notes/${noteId}`, 200, { content: 'buy oat milk' });
  await send('POST', '/notes', 400, { content: '' });
  await send('GET', `/notes/${noteId}?simulate=error`, 502);
  const failed = ids.at(-1) ?? '';
  await send('DELETE', `/notes/${noteId}`, 204);
  return { ids, failed };
}

/** The lines that a child writes: passed on to the terminal, and waited for. */
class SeenLines {
  readonly #lines: string[] = [];
  readonly #child: ChildProcess;
  #wake: () => void = () => undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (!child.stdout) throw new Error('The child has no stdout.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      console.log(fitting(line));
      this.#lines.push(line);
      this.#wake();
    });
    child.once('exit', () => this.#wake());
  }

  async until(wanted: (line: string) => boolean): Promise<void> {
    while (!this.#lines.some(wanted)) {
      if (this.#child.exitCode !== null) throw new Error(`logs tail ended before a line was seen for which: ${wanted}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** As `logs` cuts lines on a terminal, which a pipe is not: the short id at the end stays. */
function fitting(line: string): string {
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  if (line.length <= width) return line;
  const [id = ''] = / {2}[0-9a-f]{8}$/.exec(line) ?? [];
  return `${line.slice(0, width - id.length - 1)}…${id}`;
}

async function logs(directory: string, args: string[]): Promise<void> {
  console.log(`\n$ npx tailgate ${args.join(' ')}`);
  const [code] = await once(startLogs(directory, args, ['ignore', 'inherit', 'inherit']), 'exit');
  if (code !== 0) throw new Error(`logs ${args.join(' ')} ended with ${code}`);
}

type Stdio = 'ignore' | 'inherit' | 'pipe';

function startLogs(directory: string, args: string[], stdio: [Stdio, Stdio, Stdio]): ChildProcess {
  const child = spawn(process.execPath, [join(root, 'bin', 'run.js'), ...args], {
    cwd: directory,
    env: environment,
    stdio,
  });
  started.push(child);
  return child;
}

async function endAll(): Promise<void> {
  for (const child of started.reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGINT');
    await once(child, 'exit');
  }
}

async function collect(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  if (stream) for await (const chunk of stream) text += chunk;
  return text;
}

const timer = setTimeout(() => {
  console.error(`The demo did not end within ${TIME_LIMIT_MS / 1000} s.`);
  process.exitCode = 1;
  void endAll().finally(() => process.exit());
}, TIME_LIMIT_MS);
try {
  await main();
} catch (error) {
  console.error(`The demo failed: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  clearTimeout(timer);
}
