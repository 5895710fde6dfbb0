import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { eventually, isAlive, startLambda } from './local-lambda.ts';

/** The log events without INIT_START, with placeholders for times, ids and measured values. */
function lines(messages: readonly string[]): string[] {
  return messages
    .filter((line) => !line.startsWith('INIT_START'))
    .map((line) =>
      line
        .replace(/^\d{4}-[^\s]*Z/, '<time>')
        .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')
        .replaceAll(/\d+\.\d\d ms/g, '<n> ms')
        .replaceAll(/Billed Duration: \d+ ms|Max Memory Used: \d+ MB/g, (field) => field.replace(/\d+/, '<n>')),
    );
}

const REPORT =
  'REPORT RequestId: <id>\tDuration: <n> ms\tBilled Duration: <n> ms\tMemory Size: 256 MB\tMax Memory Used: <n> MB';

describe('a handler that fails', () => {
  it('has its error in the log and in the response; the environment is used again', async () => {
    const { invoke, sink } = startLambda();
    const { functionError, value } = await invoke({ do: 'throw' });
    expect(functionError).toBe('Unhandled');
    expect(value).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect(value.trace[0]).toBe('RangeError: too far');
    expect(value.trace[1]).toMatch(/^ {4}at .*outcomes\.mjs/);
    expect(lines(sink.messages())).toEqual([
      'START RequestId: <id> Version: $LATEST\n',
      expect.stringMatching(
        /^<time>\t<id>\tERROR\tInvoke Error \t\{"errorType":"RangeError","errorMessage":"too far","stack":\["RangeError: too far",.*\]\}\n$/,
      ),
      'END RequestId: <id>\n',
      `${REPORT}\tInit Duration: <n> ms\t\n`,
    ]);
    expect((await invoke({ do: 'echo' })).value.invocations).toBe(2);
  });

  it('may throw a value that is not an error', async () => {
    const { invoke } = startLambda();
    expect((await invoke({ do: 'throw a string' })).value).toEqual({
      errorType: 'string',
      errorMessage: 'just so',
      trace: [],
    });
  });

  it('may return a value without a JSON form', async () => {
    const { invoke } = startLambda();
    expect((await invoke({ do: 'no json' })).value).toMatchObject({
      errorType: 'Runtime.JSONStringifyError',
      errorMessage: 'Unable to stringify response body',
    });
  });

  it('may return too large a response', async () => {
    const { invoke } = startLambda();
    expect((await invoke({ do: 'too large' })).value).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
  });

  it('returns null for undefined', async () => {
    const { invoke } = startLambda();
    expect((await invoke({ do: 'nothing' })).payload).toBe('null');
  });
});

describe('a process that exits', () => {
  it.each([
    ['exits', { do: 'exit', code: 3 }, 'Runtime exited with error: exit status 3'],
    ['exits with code 0', { do: 'exit', code: 0 }, 'Runtime exited without providing a reason'],
    ['has an empty event loop', { do: 'never settle' }, 'Runtime exited without providing a reason'],
    ['is killed', { do: 'log and kill the process', lines: 0 }, 'Runtime exited with error: signal: killed'],
  ])('is a Runtime.ExitError: %s', async (_, event, reason) => {
    const { invoke, sink } = startLambda();
    const { functionError, payload, requestId } = await invoke(event);
    expect(functionError).toBe('Unhandled');
    expect(payload).toBe(
      JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` }),
    );
    expect(lines(sink.messages()).slice(-3)).toEqual([
      `RequestId: <id> Error: ${reason}\nRuntime.ExitError\n`,
      'END RequestId: <id>\n',
      `${REPORT}\tInit Duration: <n> ms\tStatus: error\tError Type: Runtime.ExitError\n`,
    ]);
    expect((await invoke({ do: 'echo' })).value.invocations).toBe(1);
  });

  it('is replaced in the same environment, with an initialization during the next invocation', async () => {
    const { invoke, sink } = startLambda();
    await invoke({ do: 'exit', code: 1 });
    await invoke({ do: 'nothing' });
    expect(sink.streams).toHaveLength(1);
    expect(sink.messages().filter((line) => line.startsWith('INIT_START'))).toHaveLength(1);
    const report = sink.messages().at(-1) ?? '';
    expect(report).not.toContain('Init Duration');
    expect(Number(/\tDuration: ([\d.]+)/.exec(report)?.[1])).toBeGreaterThan(20);
  });

  it.each(['unhandled rejection', 'uncaught exception'])('prints an %s', async (kind) => {
    const { invoke, sink } = startLambda();
    const { value } = await invoke({ do: kind });
    expect(value.errorMessage).toMatch(/Runtime exited with error: exit status 1$/);
    expect(sink.messages()).toContain('TypeError: this error is not caught\n');
    expect(sink.messages().at(-1)).toMatch(/\tStatus: error\tError Type: Runtime.ExitError\n$/);
  });

  it('is killed when it writes to the pipe of the runtime', async () => {
    const { invoke } = startLambda();
    expect((await invoke({ do: 'write to the pipe' })).value.errorType).toBe('Runtime.ExitError');
    expect((await invoke({ do: 'echo' })).value.invocations).toBe(1);
  });

  it('ends together with its child processes', async () => {
    const { invoke } = startLambda();
    const { pid } = (await invoke({ do: 'start a process' })).value;
    expect(isAlive(pid)).toBe(true);
    await invoke({ do: 'exit', code: 0 });
    await eventually(() => !isAlive(pid));
  });
});

describe('a timeout', () => {
  it.each([
    ['waits', { do: 'wait', milliseconds: 60_000 }],
    ['loops', { do: 'loop' }],
  ])('ends a handler that %s', async (_, event) => {
    const { invoke, sink } = startLambda({ timeoutMs: 300 });
    const { functionError, payload, requestId } = await invoke(event);
    expect(functionError).toBe('Unhandled');
    expect(payload).toBe(
      JSON.stringify({
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: Task timed out after 0.30 seconds`,
      }),
    );
    expect(lines(sink.messages())).toEqual([
      'START RequestId: <id> Version: $LATEST\n',
      '<time> <id> Task timed out after 0.30 seconds\n\n',
      'END RequestId: <id>\n',
      `${REPORT}\tInit Duration: <n> ms\tStatus: timeout\n`,
    ]);
    expect(sink.messages().at(-1)).toContain('\tDuration: 300.00 ms\t');
  });

  it('is available to the handler from its context', async () => {
    const { invoke } = startLambda({ timeoutMs: 5000 });
    const { remaining } = (await invoke({ do: 'context' })).value;
    expect(remaining).toBeGreaterThan(4000);
    expect(remaining).toBeLessThanOrEqual(5000);
  });
});

describe.runIf(process.platform === 'linux')('out of memory', () => {
  it('ends the function as in the service', async () => {
    const { invoke, sink } = startLambda({ memoryMb: 128 });
    const { payload, requestId } = await invoke({ do: 'leak' });
    const reason = 'Runtime exited with error: signal: killed';
    expect(payload).toBe(
      JSON.stringify({ errorType: 'Runtime.OutOfMemory', errorMessage: `RequestId: ${requestId} Error: ${reason}` }),
    );
    expect(sink.messages()).toContain(`RequestId: ${requestId} Error: ${reason}\nRuntime.OutOfMemory\n`);
    expect(sink.messages().at(-1)).toMatch(
      /Memory Size: 128 MB\tMax Memory Used: 128 MB\t.*Status: error\tError Type: Runtime.OutOfMemory\n$/,
    );
  });
});

it('garbage does not make a small function run out of memory', async () => {
  const { invoke } = startLambda({ memoryMb: 128 });
  expect((await invoke({ do: 'garbage', milliseconds: 1500 })).functionError).toBeUndefined();
});

describe('an initialization that fails', () => {
  it.each([
    ['throws', 'broken.handler', 'RangeError', 'broken from the start', 'Runtime.Unknown'],
    [
      'imports a file that does not exist',
      'missing.handler',
      'Runtime.ImportModuleError',
      "Error: Cannot find module './not-there.cjs'",
      '',
    ],
    ['does not exist', 'absent.handler', 'Runtime.ImportModuleError', "Error: Cannot find module 'absent'", ''],
    [
      'has no such export',
      'outcomes.absent',
      'Runtime.HandlerNotFound',
      'outcomes.absent is undefined or not exported',
      '',
    ],
    [
      'exports a value that is not a function',
      'outcomes.number',
      'Runtime.HandlerNotFound',
      'outcomes.number is not a function',
      '',
    ],
    ['has a malformed handler name', 'outcomes', 'Runtime.MalformedHandlerName', 'Bad handler', ''],
    [
      'has a handler name outside of its folder',
      '../functions/outcomes.handler',
      'Runtime.MalformedHandlerName',
      'not a valid handler name',
      '',
    ],
    [
      'imports a package from a folder above its asset',
      'above.handler',
      'Error',
      "Cannot find package 'fast-check'",
      'Runtime.Unknown',
    ],
  ])(
    'is repeated once, and its error is in the log and in the response: it %s',
    async (_, handler, type, message, reportedType) => {
      const { invoke, sink } = startLambda({ handler });
      const { functionError, value } = await invoke();
      expect(functionError).toBe('Unhandled');
      expect(value).toMatchObject({ errorType: type, errorMessage: expect.stringContaining(message) });
      const errorType = reportedType || type;
      const initError = expect.stringMatching(new RegExp(`^<time>\t-\tERROR\tInit Error \t\\{"errorType":"${type}"`));
      expect(lines(sink.messages()).filter((line) => !line.includes('before it breaks'))).toEqual([
        initError,
        `INIT_REPORT Init Duration: <n> ms\tPhase: init\tStatus: error\tError Type: ${errorType}\n`,
        initError,
        `INIT_REPORT Init Duration: <n> ms\tPhase: invoke\tStatus: error\tError Type: ${errorType}\n`,
        'START RequestId: <id> Version: $LATEST\n',
        'END RequestId: <id>\n',
        `${REPORT}\tStatus: error\tError Type: ${errorType}\n`,
      ]);
    },
  );

  it('is repeated by each invocation', async () => {
    const { invoke, sink } = startLambda({ handler: 'broken.handler' });
    await invoke();
    expect((await invoke()).value.errorMessage).toBe('broken from the start');
    expect(sink.messages().filter((line) => line.includes('before it breaks'))).toHaveLength(3);
  });

  it('may exit', async () => {
    const { invoke, sink } = startLambda({ handler: 'exits.handler' });
    const { value, requestId } = await invoke();
    expect(value).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 3`,
    });
    expect(lines(sink.messages()).slice(0, 2)).toEqual([
      'INIT_REPORT Init Duration: <n> ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError\n',
      'INIT_REPORT Init Duration: <n> ms\tPhase: invoke\tStatus: error\tError Type: Runtime.ExitError\n',
    ]);
  });

  it('may never end: the limit is ten seconds, then the timeout of the function in the invocation', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { host, sink } = startLambda({ handler: 'never-starts.handler', timeoutMs: 3000 });
    let response: { payload: string; requestId: string } | undefined;
    void host.invoke('subject', '{}').then((result) => {
      response = result;
    });
    const reports = () => sink.messages().filter((line) => line.startsWith('INIT_REPORT'));
    // The process and its timer have started.
    await sleep(20);
    vi.advanceTimersByTime(9999);
    await sleep(20);
    expect(reports()).toEqual([]);
    for (const advance of [1, 3000]) {
      const before = reports().length;
      await sleep(20);
      vi.advanceTimersByTime(advance);
      while (reports().length === before) {
        await sleep(5);
        vi.advanceTimersByTime(5);
      }
    }
    while (!response) await sleep(5);
    expect(lines(sink.messages())).toEqual([
      'INIT_REPORT Init Duration: <n> ms\tPhase: init\tStatus: timeout\n',
      'INIT_REPORT Init Duration: <n> ms\tPhase: invoke\tStatus: timeout\n',
      'START RequestId: <id> Version: $LATEST\n',
      '<time> <id> Task timed out after 3.00 seconds\n\n',
      'END RequestId: <id>\n',
      `${REPORT}\tStatus: timeout\n`,
    ]);
    expect(JSON.parse(response.payload)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${response.requestId} Error: Task timed out after 3.00 seconds`,
    });
  });

  it('may have a syntax error', async () => {
    const codeDirectory = mkdtempSync(join(tmpdir(), 'tailgate-test-'));
    onTestFinished(() => rmSync(codeDirectory, { recursive: true }));
    writeFileSync(join(codeDirectory, 'index.mjs'), 'export const handler = async () => {;\n');
    const { invoke } = startLambda({ codeDirectory, handler: 'index.handler' });
    expect((await invoke()).value).toMatchObject({
      errorType: 'Runtime.UserCodeSyntaxError',
      errorMessage: expect.stringMatching(/^SyntaxError: /),
    });
  });

  it('may have no code folder', async () => {
    const { invoke } = startLambda({ codeDirectory: join(tmpdir(), 'tailgate-never-there') });
    expect((await invoke()).value).toMatchObject({
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: expect.stringContaining('could not be started'),
    });
  });
});
