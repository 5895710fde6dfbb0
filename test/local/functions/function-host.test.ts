import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FunctionConfig } from '../../../local/functions/function-config.ts';
import { FunctionHost } from '../../../local/functions/function-host.ts';
import { RecordingSink } from './recording-sink.ts';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'functions');
const STREAM = /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/;

const hosts: FunctionHost[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

/** A host with one function, `subject`. */
function start(config: Partial<FunctionConfig> = {}) {
  const sink = new RecordingSink();
  const notices: string[] = [];
  const subject: FunctionConfig = {
    name: 'subject',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:subject',
    runtime: 'nodejs24.x',
    handler: 'outcomes.handler',
    codeDirectory: FIXTURES,
    timeoutMs: 5000,
    memoryMb: 256,
    environment: {},
    logGroup: 'group',
    logFormat: 'Text',
    ...config,
  };
  const host = new FunctionHost({ functions: [subject], sink, environment: {}, notice: (line) => notices.push(line) });
  hosts.push(host);
  const invoke = async (event: unknown) => {
    const result = await host.invoke('subject', JSON.stringify(event), { traceId: 'Root=1-2-3' });
    return { ...result, value: JSON.parse(result.payload) };
  };
  return { host, sink, notices, invoke };
}

describe('a function', () => {
  it('gets the event and a complete context, and gives its result', async () => {
    const { invoke, sink } = start();
    const { value, requestId } = await invoke({ do: 'context' });
    expect(value).toMatchObject({
      functionName: 'subject',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      awsRequestId: requestId,
      logGroupName: 'group',
      logStreamName: sink.written[0]?.stream,
      traceId: 'Root=1-2-3',
    });
    expect(value.remaining).toBeGreaterThan(4000);
    expect(value.logStreamName).toMatch(STREAM);
  });

  it('may be CommonJS', async () => {
    expect((await start({ handler: 'common.handler' }).invoke({ a: 1 })).value).toEqual({
      from: 'CommonJS',
      event: { a: 1 },
    });
  });

  it('keeps its environment while it is warm: one cold start, one stream', async () => {
    const { invoke, sink } = start();
    expect((await invoke({ do: 'echo' })).value.invocations).toBe(1);
    expect((await invoke({ do: 'echo' })).value.invocations).toBe(2);
    expect(new Set(sink.written.map((entry) => entry.stream)).size).toBe(1);
    expect(sink.messages().filter((line) => line.includes('Init Duration'))).toHaveLength(1);
  });

  it('runs as often at once as it is called at once, up to ten; others wait, and that is said once', async () => {
    const { invoke, notices } = start();
    const pids = await Promise.all(
      Array.from({ length: 14 }, async () => (await invoke({ do: 'wait', milliseconds: 100 })).value.pid),
    );
    expect(new Set(pids).size).toBe(10);
    expect(notices).toEqual([expect.stringContaining('subject: all environments are busy')]);
  });
});

describe('the lines in text format', () => {
  it('are those of Lambda, each call of the console one event', async () => {
    const { invoke, sink } = start();
    const { requestId } = await invoke({ do: 'log' });
    const stamp = String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`;
    const lines = sink.messages();
    expect(lines).toHaveLength(8);
    expect(lines[0]).toMatch(/^INIT_START Runtime Version: nodejs:24/);
    expect(lines[1]).toBe(`START RequestId: ${requestId} Version: $LATEST\n`);
    expect(lines[2]).toMatch(new RegExp(`^${stamp}\t${requestId}\tDEBUG\tfine 1\n$`));
    expect(lines[3]).toMatch(new RegExp(`^${stamp}\t${requestId}\tINFO\tseveral\nlines\n$`));
    expect(lines[4]).toMatch(/\tINFO\t\{ message: 'an object', n: 1 \}\n$/);
    expect(lines[5]).toMatch(/\tERROR\tit failed RangeError: too far\n {4}at /);
    expect(lines[6]).toBe(`END RequestId: ${requestId}\n`);
    expect(lines[7]).toMatch(
      new RegExp(
        `^REPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms\t\n$`,
      ),
    );
  });

  it('hold what was written to stdout, line by line, also the last one without an end, also of a child process', async () => {
    const { invoke, sink } = start();
    await invoke({ do: 'output' });
    await invoke({ do: 'child output' });
    expect(sink.messages()).toEqual(
      expect.arrayContaining(['half a line\n', 'and one without an end\n', 'from a child\n']),
    );
  });

  it('lose nothing of a flood, nor of a line of a megabyte, and come before the report', async () => {
    const { invoke, sink } = start();
    await invoke({ do: 'flood', lines: 20_000 });
    expect(sink.messages().filter((line) => line.includes('\tline '))).toHaveLength(20_000);
    expect(sink.messages().at(-1)).toMatch(/^REPORT /);
    await invoke({ do: 'long line' });
    expect(sink.messages().some((line) => line.length > 1_000_000)).toBe(true);
  });
});

describe('the lines in JSON format', () => {
  it('are those of Lambda, from the application level on', async () => {
    const { invoke, sink } = start({ logFormat: 'JSON', applicationLogLevel: 'INFO' });
    const { requestId } = await invoke({ do: 'log' });
    const lines = sink.messages().map((line) => JSON.parse(line));
    expect(lines.map((line) => line.type ?? line.level)).toEqual([
      'platform.initStart',
      'platform.start',
      'INFO',
      'INFO',
      'ERROR',
      'platform.report',
    ]);
    expect(lines[2]).toMatchObject({ requestId, message: 'several\nlines' });
    expect(lines[3]).toMatchObject({ requestId, message: { message: 'an object', n: 1 } });
    expect(lines[4]).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'too far',
      stackTrace: expect.arrayContaining(['RangeError: too far']),
    });
    expect(lines[5].record).toMatchObject({ requestId, status: 'success', metrics: { memorySizeMB: 256 } });
  });

  it('survive values that JSON cannot say', async () => {
    const { invoke, sink } = start({ logFormat: 'JSON' });
    expect((await invoke({ do: 'cycle' })).functionError).toBeUndefined();
    expect(sink.messages().some((line) => line.includes('[Circular *1]'))).toBe(true);
  });

  it('leave out the platform below the system level WARN, but for failures', async () => {
    const { invoke, sink } = start({ logFormat: 'JSON', systemLogLevel: 'WARN' });
    await invoke({ do: 'echo' });
    expect(sink.messages()).toEqual([]);
    await invoke({ do: 'exit', code: 1 });
    expect(sink.messages().map((line) => JSON.parse(line).type)).toEqual([undefined, 'platform.report']);
  });
});

describe('a function that fails', () => {
  it.each<[string, unknown, object, RegExp]>([
    [
      'throws',
      { do: 'throw' },
      { errorType: 'TypeError', errorMessage: 'thrown' },
      /\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"thrown"/,
    ],
    [
      'throws a text',
      { do: 'throw text' },
      { errorType: 'string', errorMessage: 'just a text' },
      /\tERROR\tInvoke Error /,
    ],
    [
      'rejects a promise that nobody waits for',
      { do: 'reject later' },
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: nobody caught me' },
      /Unhandled Promise Rejection/,
    ],
    [
      'exits',
      { do: 'exit', code: 1 },
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringContaining('Runtime exited with error: exit status 1'),
      },
      /Runtime\.ExitError/,
    ],
    [
      'exits with 0',
      { do: 'exit', code: 0 },
      { errorMessage: expect.stringContaining('Runtime exited without providing a reason') },
      /last words/,
    ],
    [
      'is killed',
      { do: 'kill' },
      { errorMessage: expect.stringContaining('Runtime exited with error: signal: killed') },
      /signal: killed/,
    ],
  ])(
    '%s: the caller and the log are told as by Lambda, and the next invocation is served',
    async (_, event, error, line) => {
      const { invoke, sink } = start();
      const { value, functionError } = await invoke(event);
      expect(functionError).toBe('Unhandled');
      expect(value).toMatchObject(error);
      expect(sink.messages().join('')).toMatch(line);
      expect(sink.messages().at(-1)).toMatch(/^REPORT .*\tStatus: error\t/);
      expect((await invoke({ do: 'echo' })).functionError).toBeUndefined();
    },
  );

  it.each(['hang', 'spin'])(
    'does not answer in time (%s): it is ended at its timeout, and a new environment serves the next',
    async (what) => {
      const { invoke, sink } = start({ timeoutMs: 300 });
      const { value } = await invoke({ do: what });
      expect(value).toMatchObject({
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringContaining('Task timed out after 0.30 seconds'),
      });
      expect(sink.messages().join('')).toMatch(
        /Task timed out after 0\.30 seconds\n\nEND .*\nREPORT .*Duration: 300\.00 ms.*\tStatus: timeout/s,
      );
      expect((await invoke({ do: 'echo' })).value.invocations).toBe(1);
    },
  );

  it.each([
    ['throws while it starts', 'broken.handler', 'Error', 'cannot start'],
    ['has a syntax error', 'syntax.handler', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
    ['is not there', 'nowhere.handler', 'Runtime.ImportModuleError', "Cannot find module 'nowhere'"],
    [
      'has no such export',
      'outcomes.nothing',
      'Runtime.HandlerNotFound',
      'outcomes.nothing is undefined or not exported',
    ],
    ['exports no function', 'outcomes.notAFunction', 'Runtime.HandlerNotFound', 'is undefined or not exported'],
    ['has no handler name', 'outcomes', 'Runtime.MalformedHandlerName', 'Bad handler: outcomes'],
  ])('%s: every invocation is told so', async (_, handler, errorType, message) => {
    const { invoke, sink } = start({ handler });
    for (let times = 0; times < 2; times += 1) {
      expect((await invoke({})).value).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });
    }
    expect(sink.messages().filter((line) => line.includes(message))).not.toHaveLength(0);
  });
});

it('leaves no process behind when it is closed, however busy a function is', async () => {
  const { host, invoke } = start({ timeoutMs: 60_000 });
  const { value } = await invoke({ do: 'echo' });
  void invoke({ do: 'spin' }).catch(() => undefined);
  await host.close();
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '-p', String(value.pid)], { encoding: 'utf8' });
  expect(stdout.trim()).toBe('');
  await expect(invoke({ do: 'echo' })).rejects.toThrow('The local Lambda has ended.');
});
