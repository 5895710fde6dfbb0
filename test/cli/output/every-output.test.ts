import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LOG_FORMATS, RunDisplay } from '../../../cli/run/run-display.ts';
import { openRecording, type Recording } from '../../../local/run/recording.ts';
import { ANSWERED, HostileAws } from './hostile-aws.ts';
import { HOSTILE_TEXT, hostileLines, hostileRequests, requestIdOf } from './hostile-lines.ts';
import { type Output, optionsOf, runInProcess } from './run-in-process.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const NOW = Date.now() - 60_000;
const LINES = '/aws/lambda/lines';
const REQUESTS = ['/access', '/aws/lambda/fn', 'API-Gateway-Execution-Logs_a1/prod'];
const UNTIL_READY = /Ctrl-C ends/;

const lines = hostileLines();
const requests = hostileRequests(NOW);

/** How to run each command, so that it shows everything that it can show. */
interface Case {
  /** Reads the logs with hostile lines. */
  readonly recorded?: readonly (readonly string[])[];
  /** Reads from AWS, whose answers or errors are hostile. */
  readonly aws?: readonly (readonly string[])[];
  /** Reads files, or starts a program. */
  readonly local?: readonly (readonly string[])[];
}

const TABLE = ['--table', 'T'];

/** By the file of each command. */
const CASES: Readonly<Record<string, Case>> = {
  api: {
    recorded: [
      [LINES, '--expand'],
      [...REQUESTS, '--expand'],
    ],
    aws: [[], ['api:x'], ['x*', '-f']],
  },
  backfill: { aws: [['x*', '--since', '1h', ...TABLE]] },
  check: {
    local: [['template.yaml'], ['template.yaml', '--baseline', 'baseline.json'], ['broken.yaml', 'template.yaml']],
  },
  dev: { local: [['template.yaml', '--port', '0', '--memory']] },
  groups: { recorded: [[]], aws: [[], ['x']] },
  run: { local: [['--', process.execPath, '-e', `process.stdout.write(${JSON.stringify(HOSTILE_TEXT)})`]] },
  serve: {
    aws: [
      ['--port', '0'],
      ['--port', '0', ...TABLE],
    ],
  },
  streams: { recorded: [[LINES]], aws: [['/x']] },
  tail: {
    recorded: [[LINES], [...REQUESTS, '--query', '@'], [...REQUESTS, '-f']],
    aws: [['*'], ['fn'], ['api:x'], ['stack:x'], ['*', '-f'], ['*', '--live']],
  },
  'token/create': { aws: [['--operator', '--label', HOSTILE_TEXT, ...TABLE]] },
  'token/list': { aws: [TABLE, ['--table', 'stack:x']] },
  'token/revoke': { aws: [[HOSTILE_TEXT, ...TABLE]] },
  trace: {
    recorded: [[requestIdOf(requests.length - 1), ...REQUESTS, '--all']],
    aws: [['4b9e2c1a'], ['4b9e2c1a', '*']],
  },
  usage: { recorded: [[LINES, ...REQUESTS]], aws: [['*']] },
};

let folder: string;
let recording: Recording;
let recordingEndpoint: readonly string[];
let awsEndpoint: readonly string[];
const aws = new HostileAws(HOSTILE_TEXT);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
  process.chdir(folder);
  writeTemplates();
  recording = await openRecording({ notice: () => {} });
  const write = (group: string, stream: string, messages: readonly string[]) =>
    recording.sink.write(
      group,
      stream,
      messages.map((message) => ({ timestamp: NOW, message })),
    );
  write(HOSTILE_TEXT, HOSTILE_TEXT, [HOSTILE_TEXT]);
  write(LINES, `2026/11/21/${HOSTILE_TEXT}[$LATEST]4f3a`, lines);
  for (const { access, execution, function: functionLines } of requests) {
    write(REQUESTS[0] as string, 's', access);
    write(REQUESTS[1] as string, '2026/11/21/[$LATEST]4f3a', functionLines);
    write(REQUESTS[2] as string, 's', execution);
  }
  recordingEndpoint = ['--endpoint-url', recording.endpoint];
  awsEndpoint = ['--endpoint-url', await aws.start()];
});
afterAll(async () => {
  recording.close();
  await aws.stop();
  process.chdir(ROOT);
  rmSync(folder, { recursive: true });
});

/** Characters that terminals act on, that hide or that reverse text. */
const UNSAFE = /[[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]--[\n\t]]/v;
const UNSAFE_ON_TERMINAL = /[[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]--\n]/v;
/** The colors that this program uses. */
const OWN_COLORS = new RegExp(`${String.fromCharCode(0x1b)}\\[(?:[012]|22|3[1-6]|39|41|49|9[26])m`, 'g');
/** @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
const CI_COMMAND = /^\s*::|##\w*\[/m;
/** What an error of this program itself would say. */
const BUG = /is not a function|Cannot (?:read|convert)|Invalid (?:time|string)|call stack|undefined|\[object|NaN/;

interface Format {
  /** The value of --output. */
  readonly output?: string | undefined;
  readonly isTerminal?: boolean;
}

function expectSafe({ stdout, stderr }: Output, { output, isTerminal = false }: Format = {}): void {
  expectNone(BUG, stderr);
  if (isTerminal) {
    for (const text of [stdout, stderr]) expectNone(UNSAFE_ON_TERMINAL, text.replace(OWN_COLORS, ''));
  } else {
    const text = output === 'github' ? stdout.replace(/^::(?:error|warning) /gm, '') : stdout;
    for (const expression of [UNSAFE, CI_COMMAND]) for (const part of [text, stderr]) expectNone(expression, part);
  }
  if (output === 'json') for (const line of stdout.split('\n').filter(Boolean)) JSON.parse(line);
  if (output === 'sarif' || output === 'gitlab') JSON.parse(stdout || '[]');
}

/** The message of a failure has only the text around the match. */
function expectNone(expression: RegExp, text: string): void {
  const at = text.search(expression);
  expect(at < 0 ? undefined : JSON.stringify(text.slice(Math.max(0, at - 100), at + 40))).toBeUndefined();
}

/** Runs a command in each of its formats, for a pipe and for a terminal. */
async function runEach(id: string, args: readonly string[], interruptAt = UNTIL_READY): Promise<Output[]> {
  const results: Output[] = [];
  for (const output of args.includes('--baseline') ? ['text'] : await optionsOf(id, 'output')) {
    for (const isTerminal of output === 'text' ? [false, true] : [false]) {
      const flag = output === undefined ? [] : ['--output', output];
      const dashes = args.includes('--') ? args.indexOf('--') : args.length;
      const result = await runInProcess(id, args.toSpliced(dashes, 0, ...flag), { isTerminal, interruptAt });
      expectSafe(result, { output, isTerminal });
      results.push(result);
    }
  }
  return results;
}

it('every command is run', () => {
  const files = readdirSync(join(ROOT, 'cli', 'commands'), { recursive: true, encoding: 'utf8' });
  const ids = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.replaceAll('\\', '/').slice(0, -'.ts'.length));
  expect(Object.keys(CASES).sort()).toEqual(ids.sort());
});

describe.each(Object.entries(CASES))('%s', (id, { recorded = [], aws: remote = [], local = [] }) => {
  if (recorded.length > 0)
    it('lines and requests', async () => {
      for (const args of recorded) {
        const results = await runEach(id, [...args, ...recordingEndpoint], /\\u202e/);
        expect(results.map(({ exitCode }) => exitCode)).not.toContain(5);
        expect(results[0]?.stdout).toContain('\\u202e');
      }
    });

  if (remote.length > 0)
    it('answers of services', async () => {
      for (const args of remote) await runEach(id, [...args, ...awsEndpoint]);
    });

  if (remote.length > 0)
    it('errors of services', async () => {
      aws.fails = true;
      for (const args of remote) await runEach(id, [...args, ...awsEndpoint]);
      aws.fails = false;
    });

  if (local.length > 0)
    it('files and programs', async () => {
      for (const args of local) {
        const results = await runEach(id, args);
        expect(results.every(({ stdout, stderr }) => /\\u202e/.test(stdout + stderr))).toBe(true);
      }
    });

  it('arguments', async () => {
    for (const args of [
      [`--${HOSTILE_TEXT}`],
      [HOSTILE_TEXT],
      ['--output', HOSTILE_TEXT],
      ['x', '--since', HOSTILE_TEXT],
    ]) {
      expectSafe(await runInProcess(id, args, { interruptAt: UNTIL_READY }));
    }
  });
});

it('no line is lost in JSON', async () => {
  const { stdout } = await runInProcess('tail', [LINES, '--output', 'json', ...recordingEndpoint]);
  expect(stdout.trimEnd().split('\n')).toHaveLength(lines.length);
});

it('every operation of a service has a hostile answer', () => {
  const sources = ['cli', 'core', 'logs-api'].flatMap((name) =>
    readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((file) => join(ROOT, name, file)),
  );
  const used = sources
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bnew ([A-Z]\w+)Command\(|\bpaginate([A-Z]\w+)\b/g)])
    .map(([, command, paginator]) => command ?? paginator);
  expect([...new Set(ANSWERED)].sort()).toEqual([...new Set(used)].sort());
});

it('only one file writes to stdout and stderr', () => {
  const writers = ['cli', 'core', 'infra', 'local', 'logs-api'].flatMap((name) =>
    readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' })
      // The runtime runs in the process of a function, whose output is logged.
      .filter((file) => file.endsWith('.ts') && !file.startsWith(join('functions', 'runtime')))
      .filter((file) =>
        /\bprocess\.std(?:out|err)\.write\(|\bconsole\.\w+\(/.test(readFileSync(join(ROOT, name, file), 'utf8')),
      )
      .map((file) => `${name}/${file.replaceAll('\\', '/')}`),
  );
  expect(writers).toEqual(['cli/output/stdio.ts']);
});

describe('logs run', () => {
  afterEach(() => vi.restoreAllMocks());

  it.each(LOG_FORMATS)('a request of a client: %s', (format) => {
    let written = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written += text;
      return true;
    });
    const display = new RunDisplay({ appId: 'app', version: '1', obfuscatePaths: false }, format, false);
    display.showCall({
      requestId: HOSTILE_TEXT,
      uniqueId: 'u',
      time: NOW,
      method: HOSTILE_TEXT,
      path: HOSTILE_TEXT,
      route: HOSTILE_TEXT,
      status: 200,
      responseLength: 1,
      latencyMs: 1,
      userAgent: HOSTILE_TEXT,
      ip: HOSTILE_TEXT,
      host: HOSTILE_TEXT,
      protocol: HOSTILE_TEXT,
      error: HOSTILE_TEXT,
    });
    expectSafe({ stdout: written, stderr: '', exitCode: 0 }, { output: format });
    expect(written).toContain('\\u202e');
  });
});

it('settings and the environment', async () => {
  writeFileSync('tailgate.yaml', JSON.stringify({ rules: { [HOSTILE_TEXT]: HOSTILE_TEXT } }));
  const settings = await runInProcess('check', ['template.yaml']);
  rmSync('tailgate.yaml');
  vi.stubEnv('AWS_PROFILE', HOSTILE_TEXT);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'));
  const environment = await runInProcess('groups', ['--region', 'eu-west-1', '--no-local']);
  vi.unstubAllEnvs();
  for (const result of [settings, environment]) {
    expectSafe(result);
    expect(result.stderr).toContain('\\x1b[2J');
  }
});

/** Templates in which every name and text is hostile. */
function writeTemplates(): void {
  const name = (suffix: string) => `${HOSTILE_TEXT}${suffix}`;
  const lambda = {
    Type: 'AWS::Lambda::Function',
    Metadata: {
      'aws:cdk:path': HOSTILE_TEXT,
      tailgate: { acknowledge: [{ rule: HOSTILE_TEXT, reason: HOSTILE_TEXT }] },
    },
    Properties: {
      FunctionName: HOSTILE_TEXT,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Code: { ZipFile: 'exports.handler = async () => ({})' },
      Role: HOSTILE_TEXT,
    },
  };
  const template = {
    Resources: {
      [name('F')]: lambda,
      [name('G')]: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: HOSTILE_TEXT } },
      [name('A')]: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: HOSTILE_TEXT } },
      [name('S')]: { Type: HOSTILE_TEXT },
      [name('N')]: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: HOSTILE_TEXT } },
      [name('T')]: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: { StageName: HOSTILE_TEXT, RestApiId: HOSTILE_TEXT, AccessLogSetting: { Format: HOSTILE_TEXT } },
      },
    },
  };
  writeFileSync('template.yaml', JSON.stringify(template));
  writeFileSync(
    'broken.yaml',
    `Resources: {A: {Type: ${JSON.stringify(HOSTILE_TEXT)}, Properties: {X: [!${'\u009b'}}}}`,
  );
  const finding = { rule: HOSTILE_TEXT, resource: HOSTILE_TEXT, property: HOSTILE_TEXT };
  writeFileSync('baseline.json', JSON.stringify({ version: 1, findings: [finding] }));
  mkdirSync('.git');
}
