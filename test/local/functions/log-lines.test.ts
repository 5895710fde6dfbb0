import { describe, expect, it } from 'vitest';
import { functionConfig } from './function-config.ts';
import { startLambda } from './local-lambda.ts';

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;

describe('the text format', () => {
  it('has one event each for START, each console call, END and REPORT, with the newline that the service stores', async () => {
    const { invoke, sink } = startLambda();
    const { requestId } = await invoke({ do: 'log' });
    expect(sink.messages()).toHaveLength(8);
    const [initStart, start, debug, lines, object, error, end, report] = sink.messages();
    expect(initStart).toMatch(
      /^INIT_START Runtime Version: nodejs:24\.\w+\tRuntime Version ARN: arn:aws:lambda:eu-central-1::runtime:\w+\n$/,
    );
    expect(start).toBe(`START RequestId: ${requestId} Version: $LATEST\n`);
    expect(debug).toMatch(new RegExp(`^${TIME}\t${requestId}\tDEBUG\tfine 1\n$`));
    expect(lines).toMatch(new RegExp(`^${TIME}\t${requestId}\tINFO\tseveral\nlines\n$`));
    expect(object).toMatch(/\tINFO\t\{ message: 'an object', n: 1 \}\n$/);
    expect(error).toMatch(/\tERROR\tit failed RangeError: too far\n {4}at .*\n$/s);
    expect(end).toBe(`END RequestId: ${requestId}\n`);
    expect(report).toMatch(
      new RegExp(
        `^REPORT RequestId: ${requestId}\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\tMax Memory Used: \\d+ MB\tInit Duration: \\d+\\.\\d\\d ms\t\n$`,
      ),
    );
  });

  it('bills and reports the initialization only with the first invocation', async () => {
    const { invoke, sink } = startLambda();
    await invoke({ do: 'nothing' });
    await invoke({ do: 'nothing' });
    const reports = sink.messages().filter((line) => line.startsWith('REPORT'));
    const value = (name: string) => Number(new RegExp(`\t${name}: ([\\d.]+)`).exec(reports[0] ?? '')?.[1]);
    expect(value('Init Duration')).toBeGreaterThan(10);
    expect(value('Billed Duration')).toBe(Math.ceil(value('Duration') + value('Init Duration')));
    expect(reports[1]).not.toContain('Init Duration');
    expect(sink.messages().filter((line) => line.startsWith('INIT_START'))).toHaveLength(1);
  });

  it('has no levels: all events are written', async () => {
    const { invoke, sink } = startLambda({ applicationLogLevel: 'ERROR' });
    await invoke({ do: 'log' });
    expect(sink.messages().filter((line) => /\t(DEBUG|INFO)\t/.test(line))).toHaveLength(3);
  });
});

describe('the JSON format', () => {
  const json = (lines: readonly string[]) => lines.map((line) => JSON.parse(line));

  it('has platform.* events and console calls as objects, without a newline', async () => {
    const { invoke, sink } = startLambda({ logFormat: 'JSON' });
    const { requestId } = await invoke({ do: 'log objects' });
    for (const message of sink.messages()) expect(message).not.toMatch(/\n/);
    const [initStart, start, object, error, circular, report] = json(sink.messages());
    expect(initStart).toMatchObject({
      type: 'platform.initStart',
      record: { initializationType: 'on-demand', phase: 'init', functionName: 'subject', functionVersion: '$LATEST' },
    });
    expect(start).toEqual({
      time: expect.stringMatching(new RegExp(`^${TIME}$`)),
      type: 'platform.start',
      record: { requestId, version: '$LATEST' },
    });
    expect(object).toEqual({
      timestamp: expect.stringMatching(TIME),
      level: 'INFO',
      requestId,
      message: { noteId: 7 },
    });
    expect(error).toMatchObject({
      level: 'WARN',
      message: {
        errorType: 'RangeError',
        errorMessage: 'too far',
        stackTrace: expect.arrayContaining(['RangeError: too far']),
      },
    });
    expect(circular.message).toMatch(/^<ref \*1> \{ name: 'round'/);
    expect(report).toEqual({
      time: expect.stringMatching(TIME),
      type: 'platform.report',
      record: {
        requestId,
        metrics: {
          durationMs: expect.any(Number),
          billedDurationMs: expect.any(Number),
          memorySizeMB: 256,
          maxMemoryUsedMB: expect.any(Number),
          initDurationMs: expect.any(Number),
        },
        status: 'success',
      },
    });
    expect(sink.messages()).toHaveLength(6);
  });

  it('has separate fields for an error among several values', async () => {
    const { invoke, sink } = startLambda({ logFormat: 'JSON' });
    await invoke({ do: 'log' });
    expect(json(sink.messages()).find(({ level }) => level === 'ERROR')).toMatchObject({
      message: expect.stringMatching(/^it failed RangeError: too far/),
      errorType: 'RangeError',
      errorMessage: 'too far',
      stackTrace: expect.arrayContaining(['RangeError: too far']),
    });
  });

  it.each([
    ['TRACE', ['DEBUG', 'INFO', 'INFO', 'ERROR']],
    ['DEBUG', ['DEBUG', 'INFO', 'INFO', 'ERROR']],
    ['INFO', ['INFO', 'INFO', 'ERROR']],
    ['WARN', ['ERROR']],
    ['FATAL', []],
  ] as const)('writes events of at least the application level %s', async (applicationLogLevel, levels) => {
    const { invoke, sink } = startLambda({ logFormat: 'JSON', applicationLogLevel });
    await invoke({ do: 'log' });
    expect(json(sink.messages()).flatMap(({ level }) => level ?? [])).toEqual(levels);
  });

  it.each([
    ['DEBUG', ['initStart', 'initRuntimeDone', 'initReport', 'start', 'runtimeDone', 'report']],
    ['INFO', ['initStart', 'start', 'report']],
    ['WARN', []],
  ] as const)('writes the events of a successful invocation at the system level %s', async (systemLogLevel, types) => {
    const { invoke, sink } = startLambda({ logFormat: 'JSON', systemLogLevel });
    await invoke({ do: 'nothing' });
    expect(json(sink.messages()).map(({ type }) => type)).toEqual(types.map((type) => `platform.${type}`));
  });

  it('writes the events of a failed invocation at the system level WARN', async () => {
    const { invoke, sink } = startLambda({ logFormat: 'JSON', systemLogLevel: 'WARN', timeoutMs: 200 });
    const { requestId } = await invoke({ do: 'loop' });
    expect(json(sink.messages())).toMatchObject([
      { type: 'platform.runtimeDone', record: { requestId, status: 'timeout', metrics: { producedBytes: 0 } } },
      { type: 'platform.report', record: { requestId, status: 'timeout', metrics: { durationMs: 200 } } },
    ]);
  });

  it('filters JSON lines on stdout by their level; lines without a level count as INFO', async () => {
    const { invoke, sink } = startLambda({ logFormat: 'JSON', systemLogLevel: 'WARN' });
    await invoke({ do: 'json output' });
    expect(sink.messages().map((line) => (line.startsWith('{') ? JSON.parse(line).message : line))).toEqual([
      'loud',
      'plain\n',
    ]);
    const errorsOnly = startLambda({ logFormat: 'JSON', systemLogLevel: 'WARN', applicationLogLevel: 'ERROR' });
    await errorsOnly.invoke({ do: 'json output' });
    expect(errorsOnly.sink.messages().map((line) => JSON.parse(line).message)).toEqual(['loud']);
  });
});

describe('output without the console', () => {
  it('is logged line by line, including a last line without a newline', async () => {
    const { invoke, sink } = startLambda();
    await invoke({ do: 'output' });
    expect(sink.messages().slice(2, -2)).toEqual(['half a line\n', 'and one without an end\n']);
  });

  it.each(['child output', 'raw output'])('is logged before the report: %s', async (kind) => {
    const { invoke, sink } = startLambda();
    await invoke({ do: kind });
    expect(sink.messages().slice(2, -2)).toEqual([kind === 'raw output' ? 'past the runtime\n' : 'from a child\n']);
  });
});

it('writes large output completely, in order and in batches of limited size', async () => {
  const { invoke, sink } = startLambda();
  await invoke({ do: 'flood', lines: 50_000 });
  const numbers = sink.messages().flatMap((line) => /\tline (\d+)\n$/.exec(line)?.[1] ?? []);
  expect(numbers).toEqual(Array.from({ length: 50_000 }, (_, number) => String(number)));
  expect(Math.max(...sink.written.map(({ events }) => events.length))).toBeLessThanOrEqual(1000);
  expect(sink.messages().at(-1)).toMatch(/^REPORT/);
});

it('writes the events that were logged just before the process is killed', async () => {
  const { invoke, sink } = startLambda();
  await invoke({ do: 'log and kill the process', lines: 5000 });
  expect(sink.messages().filter((line) => /\tline \d+\n$/.test(line))).toHaveLength(5000);
});

it('splits a console line over the limit of CloudWatch Logs into events of less than 1 MiB', async () => {
  const { invoke, sink } = startLambda();
  await invoke({ do: 'long line', length: 1_000_000 });
  const events = sink.messages().slice(2, -2);
  expect(events).toHaveLength(2);
  for (const event of events) expect(Buffer.byteLength(event)).toBeLessThanOrEqual(1_048_576 - 26);
  expect(events.join('').match(/é/g)).toHaveLength(1_000_000);
});

it('has one log stream per environment, with a name as in the service', async () => {
  const { host, sink } = startLambda([functionConfig({ logGroup: 'a separate group' })]);
  await Promise.all([1, 2].map(() => host.invoke('subject', '{"do":"wait","milliseconds":50}')));
  await host.invoke('subject', '{"do":"nothing"}');
  const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  expect(sink.streams).toHaveLength(2);
  for (const stream of sink.streams) expect(stream).toMatch(new RegExp(`^${today}/\\[\\$LATEST\\][0-9a-f]{32}$`));
  expect(new Set(sink.written.map(({ group }) => group))).toEqual(new Set(['a separate group']));
});

it('runs functions even if the log cannot be written, with one notice', async () => {
  const sink = {
    write() {
      throw new Error('disk full');
    },
  };
  const { invoke, notices } = startLambda({}, { sink });
  expect((await invoke({ do: 'echo' })).value.invocations).toBe(1);
  expect((await invoke({ do: 'echo' })).value.invocations).toBe(2);
  expect(notices).toEqual(['log events of /aws/lambda/subject are lost: disk full']);
});
