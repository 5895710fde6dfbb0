/** `npm run demo`: synthesizes the sample stacks, runs them on this machine, calls the API, and shows the logs with `logs`. Ends with 0
 *  if the lines of these requests are printed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type RunningCommand, readRunningCommand } from '../local/running-command.ts';
import { buildAll } from './build.ts';

const root = join(import.meta.dirname, '..');
const TIME_LIMIT_MS = 60_000;
/** `logs` prints this many characters of a request id at the end of a line, and `logs trace` accepts them. */
const SHORT_ID_LENGTH = 8;

/** Without settings for AWS: the demo does not use AWS. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name)));

const started: ChildProcess[] = [];

async function main(): Promise<void> {
  // A temporary directory, so that stacks that already run in the checkout are not disturbed.
  const directory = mkdtempSync(join(tmpdir(), 'tailgate-demo-'));
  try {
    console.log('This demo runs the sample API for notes on this machine, without an AWS account.');
    await step('Synthesize the CloudFormation templates of the stacks:', 'npx cdk synth', () => synthesize(directory));
    const dev = await step('Run the stacks on this machine:', 'npx tailgate dev', () => startStacks(directory));
    await logs(directory, ['groups', 'NotesApi'], 'List the log groups of the API:');
    const failed = await followRequests(directory, dev);
    await logs(directory, ['api', 'api:notes'], 'Show each API call in one line, with status and duration:');
    const failedId = failed.slice(0, SHORT_ID_LENGTH);
    await logs(directory, ['trace', failedId], 'Show all log lines of the request that failed:');
  } finally {
    await stopAll();
    rmSync(directory, { recursive: true, force: true });
  }
  console.log(`
The demo is complete, and all its processes have ended. Next, try:
  npm start                             run the stacks until Ctrl-C
  npx tailgate tail -f notes-create     in a second terminal: follow the log of a function
  npx tailgate api -f                   follow the API calls
  npx tailgate trace REQUEST-ID         show all log lines of one request
  npx cdk deploy --all                  deploy the stacks to AWS (run npx cdk bootstrap once before)`);
}

async function step<T>(title: string, command: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  announce(title, command);
  const result = await work();
  console.log(`(${((performance.now() - start) / 1000).toFixed(1)} s)`);
  return result;
}

function announce(title: string, command: string): void {
  console.log(`\n${title}\n$ ${command}`);
}

/** Also builds the command while the CDK synthesizes. */
async function synthesize(directory: string): Promise<void> {
  const cdk = spawn('cdk', ['synth', '--quiet', '--output', join(directory, 'cdk.out')], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [collect(cdk.stdout), collect(cdk.stderr)];
  const exited = once(cdk, 'exit');
  await buildAll({ declarations: false });
  const [code] = await exited;
  if (code !== 0) throw new Error(`cdk synth ended with ${code}:\n${(await Promise.all(output)).join('')}`);
}

async function startStacks(directory: string): Promise<RunningCommand> {
  const child = startLogs(directory, ['dev', '--port', '0'], ['ignore', 'inherit', 'inherit']);
  for (;;) {
    const dev = readRunningCommand(directory);
    if (dev) return dev;
    if (child.exitCode !== null) throw new Error(`logs dev ended with ${child.exitCode} before it was ready`);
    await delay(20);
  }
}

/** Sends requests while `logs tail` follows two functions and the access log, and waits for the lines of all requests.
 *  @returns the id of the request whose function failed. */
async function followRequests(directory: string, dev: RunningCommand): Promise<string> {
  const groups = await collect(
    startLogs(directory, ['groups', 'NotesApi-AccessLogs', '--output', 'json'], ['ignore', 'pipe', 'ignore']).stdout,
  );
  const accessLogGroup: string = JSON.parse(groups).logGroupName;
  const targets = ['notes-create', 'notes-get', accessLogGroup];
  announce('Follow the logs of two functions and the access log:', `npx tailgate tail -f ${targets.join(' ')}`);
  const follow = startLogs(directory, ['tail', '-f', ...targets], ['ignore', 'pipe', 'inherit']);
  const printed = new PrintedLines(follow);
  console.log('Meanwhile, send requests to the API:');

  const [, url = ''] = Object.entries(dev.apis).find(([name]) => name.startsWith('NotesApi/')) ?? [];
  const { ids, failed } = await sendRequests(url);
  // The access log has a line for each request. Each line ends with the short id of its request.
  for (const id of ids) await printed.waitFor((line) => line.endsWith(id.slice(0, SHORT_ID_LENGTH)));
  await printed.waitFor((line) => /notes-create +INFO +note created/.test(line));
  await printed.waitFor((line) => /notes-get +ERROR +TypeError/.test(line));
  follow.kill('SIGINT');
  await once(follow, 'exit');
  return failed;
}

/** Sends the requests of a client.
 *  @returns the request ids from the responses, and the id of the request whose function failed. */
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

/** Prints the lines that a child process writes, and waits for some of them. */
class PrintedLines {
  readonly #lines: string[] = [];
  readonly #child: ChildProcess;
  #wake: () => void = () => undefined;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (!child.stdout) throw new Error('The child has no stdout.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      console.log(fitToTerminal(line));
      this.#lines.push(line);
      this.#wake();
    });
    child.once('exit', () => this.#wake());
  }

  async waitFor(isExpected: (line: string) => boolean): Promise<void> {
    while (!this.#lines.some(isExpected)) {
      if (this.#child.exitCode !== null) throw new Error(`logs tail ended without the expected line: ${isExpected}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Cuts a line to the width of the terminal, and keeps the short id at its end. `logs` cuts lines only when it prints to a terminal, and
 *  here it prints to a pipe. */
function fitToTerminal(line: string): string {
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  if (line.length <= width) return line;
  const [id = ''] = / {2}[0-9a-f]{8}$/.exec(line) ?? [];
  return `${line.slice(0, width - id.length - 1)}…${id}`;
}

async function logs(directory: string, args: string[], title: string): Promise<void> {
  announce(title, `npx tailgate ${args.join(' ')}`);
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

async function stopAll(): Promise<void> {
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
  void stopAll().finally(() => process.exit());
}, TIME_LIMIT_MS);
try {
  await main();
} catch (error) {
  console.error(`The demo failed: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  clearTimeout(timer);
}
