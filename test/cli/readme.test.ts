import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { close, listen } from '../../local/http/loopback.ts';
import { readRunningCommand } from '../../local/running-command.ts';
import { NotesStacks } from './notes-stacks.ts';
import { fencedBlocks, type ReadmeCommand, readmeCommands } from './readme-commands.ts';
import { RUN, RunningProcess, runLogs } from './run-logs.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const COMMANDS = readmeCommands(README);
const PACKAGE = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const PROGRAM = 'Any program';
/** Sections with commands that only read: they can run at the same time. */
const READ_ONLY_SECTIONS = new Set(['Commands']);

const EVENT_LINE = /^\d\d:\d\d:\d\d\.\d{3} {2}\S/m;
const CALL_LINE = /^\d\d:\d\d:\d\d\.\d{3} {2}\d{3} {2}(GET|POST) /m;

/** The expected output of a command, on stdout or stderr. The first pattern that matches the command applies. */
const EXPECTED_OUTPUT: readonly [command: RegExp, output: RegExp][] = [
  [/^curl -d/, /"noteId":"[0-9a-f-]{36}"/],
  [/simulate=error/, /Internal server error/],
  [/\/prod\/notes$/, /"content":"buy milk"/],
  [/^curl .*\/users\//, /"name":"Ann"/],
  [/\/component/, /"lambda\/notes-create"/],
  [/event-stream/, /^data: .*note created/m],
  [/\/task\//, /note created/],
  [/ sarif > /, /"version": ?"2\.1\.0"/],
  [/ groups .*--output json/, /^\{.*"logGroupName":/m],
  [/ streams .*--output json/, /^\{.*"logStreamName":/m],
  [/ tail .*--output json/, /^\{.*"kind":"function\.log"/m],
  [/ api .*--output json/, /^\{.*"status":502/m],
  [/ trace .*--output json/, /^\{.*"status":502/m],
  [/ usage .*--output json/, /^\{.*"by":"function"/m],
  [/ --query /, /"text":"note created"/],
  [/ --raw /, /^\{.*"/m],
  [/ tailgate groups/, /^LOG GROUP +RETENTION +STORED/m],
  [/ tailgate streams/, /^LOG STREAM +FIRST EVENT/m],
  [/ tailgate tail -f \/tailgate/, /^following /m],
  [/ tailgate tail/, EVENT_LINE],
  [/ tailgate api/, CALL_LINE],
  [/ tailgate trace/, /^GET .* 502 [\s\S]*access[\s\S]*function +ERROR[\s\S]*completed with status 502/m],
  [/ tailgate usage \/tailgate/, /^ROUTE +REQUESTS[\s\S]*GET \/users\/\{id\} +[1-9]/m],
  [/ tailgate usage/, /^FUNCTION +INVOCATIONS[\s\S]*notes-create +[1-9]/m],
  [/ tailgate run/, /== APP == listening on /],
  [/ tailgate check/, /finding/],
  [/ tailgate dev/, /^AWS endpoint\n +http/m],
  [/ tailgate serve/, /^Try\n/m],
  [/ token create/, /^[0-9a-f]{12}\.[\w-]{43}$/m],
  [/ token list/, /^ID +DOMAIN[\s\S]*acme/m],
  [/ token revoke/, /is revoked/],
  [/ tailgate backfill/, /[1-9]\d* lines of API calls indexed/],
];

const stacks = new NotesStacks();
let folder: string;
/** The folder with `app.js` of the README. */
let shop: string;
let env: Record<string, string>;
/** Texts of the README, and their replacements on this machine. */
const replaced: [text: string, here: string][] = [];
const running: { readonly command: ReadmeCommand; readonly process: RunningProcess }[] = [];

beforeAll(async () => {
  await stacks.start({ tracesData: false });
  folder = mkdtempSync(join(tmpdir(), 'tailgate-readme-'));
  shop = join(folder, 'shop');
  mkdirSync(shop);
  const program = fencedBlocks(README, 'js').find(({ section }) => section === PROGRAM);
  writeFileSync(join(shop, 'app.js'), program?.text ?? '');
  writeFileSync(join(shop, 'package.json'), '{"type": "module"}');
  writeFileSync(
    join(stacks.cwd, 'template.yaml'),
    'Resources: { Logs: { Type: AWS::Logs::LogGroup, Properties: { RetentionInDays: 7 } } }\n',
  );
  // Replaces `npx tailgate` by the built command.
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${RUN}" "$@"\n`);
  chmodSync(join(bin, 'npx'), 0o755);
  env = { PATH: `${bin}:${process.env.PATH}`, XDG_DATA_HOME: folder };
  const { endpoint = '' } = readRunningCommand(stacks.cwd) ?? {};
  const [appPort, proxyPort] = [await freePort(), await freePort()];
  replaced.push(
    ['http://127.0.0.1:4580', endpoint],
    ['http://127.0.0.1:4581/prod', stacks.url],
    ['tailgate run --app-port 3000', `tailgate run --app-port ${appPort} --port ${proxyPort}`],
    [':3500', `:${proxyPort}`],
    [' --port 4591', ''],
    ['tailgate serve', 'tailgate serve --port 0'],
    ['tailgate dev', 'tailgate dev --port 0 --memory'],
  );
});
afterAll(async () => {
  for (const { process } of running) await process.interrupt('SIGKILL');
  await stacks.stop();
  rmSync(folder, { recursive: true });
});

for (const section of new Set(COMMANDS.map((command) => command.section))) {
  describe(`the README's "${section}"`, () => {
    const commands = COMMANDS.filter((command) => command.section === section);
    const test = READ_ONLY_SECTIONS.has(section) ? it.concurrent : it;
    for (const command of commands) test(command.text, () => check(command));
    if (commands.some(isKeptRunning)) it('ends its running commands on Ctrl-C', endAll);
  });
}

it('the README has a sample of every command', async () => {
  const named = COMMANDS.flatMap(({ text }) => / tailgate (token \w+|\w+)/.exec(text)?.[1] ?? []);
  const { commands } = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8'));
  const all = Object.keys(commands).map((id) => id.replaceAll(':', ' '));
  expect([...new Set(named)].sort()).toEqual(all.sort());
});

function check(command: ReadmeCommand): Promise<void> | void {
  if (/^(npm|npx cdk) /.test(command.text)) return checkTool(command.text);
  if (command.ending === 'needs AWS') return failsWithoutAws(command.text);
  return isKeptRunning(command) ? keepRunning(command) : runs(command);
}

function isKeptRunning({ text, ending }: ReadmeCommand): boolean {
  return ending === 'until Ctrl-C' && !text.startsWith('npm');
}

/** These commands have their own tests, or would install packages. */
function checkTool(text: string): void {
  const [tool, first = '', second = ''] = text.split(' ');
  if (tool === 'npx') expect(['bootstrap', 'deploy', 'synth']).toContain(second);
  else if (first === 'install') expect(second).toBe(PACKAGE.name);
  else expect(Object.keys(PACKAGE.scripts)).toContain(first === 'run' ? second : first);
}

/** The flags and arguments are valid: only the account is missing. */
async function failsWithoutAws(text: string): Promise<void> {
  const { code, stderr } = await start(`${text} --no-local`, { AWS_REGION: 'us-east-1', HOME: folder }).end();
  expect(stderr).toMatch(/^error: .*(credentials|AWS)/);
  expect(code).toBe(3);
}

async function runs({ text, section }: ReadmeCommand): Promise<void> {
  await replaceTraceId(text);
  const { code, stdout, stderr } = await start(here(text), {}, section).end();
  expect(stderr).not.toContain('error: ');
  const [, file] = / > (\S+)$/.exec(text) ?? [];
  const written = file === undefined ? '' : readFileSync(join(stacks.cwd, file), 'utf8');
  expect(`${stdout}${stderr}${written}`).toMatch(expectedOutput(text));
  expect(code).toBe(0);
  if (text.includes('token create')) replaced.push(['8998e0de11b4', stdout.slice(0, 12)]);
}

async function keepRunning(command: ReadmeCommand): Promise<void> {
  const process = start(`exec ${here(command.text)}`, {}, command.section);
  running.push({ command, process });
  const wanted = expectedOutput(command.text);
  await process.until(({ stdout, stderr }) => wanted.test(`${stdout}${stderr}`));
  const [, url] = /^API\n +(http:\/\/[\d.:]+)\//m.exec(process.stdout) ?? [];
  const [, token] = /^Token of this session\n +(\S+)/m.exec(process.stdout) ?? [];
  if (url && token) env = { ...env, URL: url, TOKEN: token };
}

/** Latest first: readers end before the servers that they read from. */
async function endAll(): Promise<void> {
  for (const { command, process } of running.splice(0).reverse()) {
    const { code, stderr } = await process.interrupt();
    expect(stderr, command.text).not.toContain('error: ');
    // A process that was ended by a signal has no exit code.
    expect([0, 130, null], command.text).toContain(code);
  }
}

function start(text: string, more: Record<string, string> = {}, section = ''): RunningProcess {
  const cwd = section === PROGRAM ? shop : text.includes('tailgate dev') ? otherFolder() : stacks.cwd;
  return new RunningProcess('bash', ['-c', text], { cwd, env: { ...env, ...more } });
}

/** A folder in which no `logs dev` runs. */
function otherFolder(): string {
  const other = mkdtempSync(join(folder, 'dev-'));
  symlinkSync(join(stacks.cwd, 'cdk.out'), join(other, 'cdk.out'));
  return other;
}

/** `logs trace` needs an id that exists on this machine. */
async function replaceTraceId(text: string): Promise<void> {
  const [, id] = / trace (\w{8})/.exec(text) ?? [];
  if (id === undefined || replaced.some(([known]) => known === id)) return;
  const { stdout } = await runLogs(['api', '--status', '502', '--output', 'json'], { cwd: stacks.cwd });
  replaced.push([id, JSON.parse(stdout.split('\n', 1)[0] ?? '').requestId.slice(0, 8)]);
}

function here(text: string): string {
  return replaced.reduce((replacedText, [known, local]) => replacedText.replaceAll(known, local), text);
}

function expectedOutput(text: string): RegExp {
  const [, output] = EXPECTED_OUTPUT.find(([command]) => command.test(text)) ?? [];
  if (!output) throw new Error(`Add the output of "${text}" to EXPECTED_OUTPUT.`);
  return output;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const url = new URL(await listen(server, 0));
  await close(server);
  return Number(url.port);
}
