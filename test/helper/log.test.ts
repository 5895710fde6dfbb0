import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helperRecordOf } from '../../core/calls/join/helper-record.ts';
import { parseEvent } from '../../core/parse/parse-event.ts';
import { type Line, lambdaContext, loadHelper } from './loaded-helper.ts';

describe('log', () => {
  it('writes one line of JSON with level, label, time, and the keys of the value', async () => {
    const { log, lines } = await loadHelper();
    log('note created', 'info', { noteId: '6f1c', none: null });
    expect(lines()).toEqual([
      {
        level: 'INFO',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        message: 'note created',
        xray_trace_id: '1-5759e988-bd862e3f',
        noteId: '6f1c',
        none: null,
      },
    ]);
  });

  it.each([
    [undefined, {}],
    ['text', { value: 'text' }],
    [null, { value: null }],
    [[1, 2], { value: [1, 2] }],
    [12n, { value: '12' }],
    [{ message: 'its own', level: 'x' }, { value: { message: 'its own', level: 'x' } }],
    [JSON.parse('{"__proto__":1}'), { value: JSON.parse('{"__proto__":1}') }],
    [{ constructor: 1 }, { constructor: 1 }],
  ])('writes the value %o', async (value, expected) => {
    const { log, lines } = await loadHelper();
    log('label', 'info', value);
    const { level, timestamp, message, xray_trace_id, ...rest } = lines()[0] as Line;
    expect(JSON.stringify(rest)).toBe(JSON.stringify(expected));
  });

  it('writes an error with the keys that Lambda uses for errors', async () => {
    const { log, lines } = await loadHelper();
    log('failed', 'error', new TypeError('no', { cause: new Error('why') }));
    expect(lines()[0]).toMatchObject({
      level: 'ERROR',
      errorType: 'TypeError',
      errorMessage: 'no',
      stackTrace: expect.arrayContaining(['TypeError: no']),
      cause: { message: 'why' },
    });
  });

  it.each([
    ['debug', {}, []],
    ['info', {}, ['INFO']],
    ['warn', {}, ['WARN']],
    ['warning', {}, ['WARN']],
    ['error', {}, ['ERROR']],
    ['loud', {}, ['INFO']],
    ['debug', { TAILGATE_LOG_LEVEL: 'debug' }, ['DEBUG']],
    ['debug', { POWERTOOLS_LOG_LEVEL: 'DEBUG' }, ['DEBUG']],
    ['debug', { LOG_LEVEL: 'debug' }, ['DEBUG']],
    ['info', { POWERTOOLS_LOG_LEVEL: 'DEBUG', TAILGATE_LOG_LEVEL: 'WARNING' }, []],
    ['info', { POWERTOOLS_LOG_LEVEL: 'ERROR' }, []],
    ['error', { POWERTOOLS_LOG_LEVEL: 'SILENT' }, []],
    ['info', { POWERTOOLS_LOG_LEVEL: 'nonsense' }, ['INFO']],
    // The minimum level is never below Lambda's log level.
    ['info', { AWS_LAMBDA_LOG_LEVEL: 'WARN' }, []],
    ['info', { AWS_LAMBDA_LOG_LEVEL: 'WARN', POWERTOOLS_LOG_LEVEL: 'DEBUG' }, []],
    ['debug', { AWS_LAMBDA_LOG_LEVEL: 'DEBUG' }, ['DEBUG']],
    ['debug', { AWS_LAMBDA_LOG_LEVEL: 'DEBUG', POWERTOOLS_LOG_LEVEL: 'INFO' }, []],
    ['info', { AWS_LAMBDA_LOG_LEVEL: 'DEBUG', POWERTOOLS_LOG_LEVEL: 'INFO' }, ['INFO']],
  ])('at level %s with the variables %o writes %o', async (level, environment, expected) => {
    const { log, lines } = await loadHelper(environment);
    log('label', level as 'info', 1);
    expect(lines().map((line) => line.level)).toEqual(expected);
  });

  it('names the service as Powertools does', async () => {
    const { log, lines } = await loadHelper({ POWERTOOLS_SERVICE_NAME: 'notes' });
    log('created');
    expect(lines()).toMatchObject([{ message: 'created', service: 'notes' }]);
  });

  it('redacts secrets by name, by format and by path before it writes', async () => {
    const { log, withLogging, text } = await loadHelper();
    await withLogging(
      async () => {
        log('order', 'info', { card: { number: 's3cr3t-planted', expires: 2030 }, Authorization: 's3cr3t-planted' });
        log('login', 'warn', 'password=s3cr3t-planted');
        log('failed', 'error', new Error('refused: Bearer s3cr3t-planted'));
      },
      { redact: ['card.number'] },
    )();
    expect(text()).not.toContain('s3cr3t-planted');
    expect(text()).toContain('"expires":2030');
  });

  it('cuts values that are too large, and marks the cut', async () => {
    const { log, text, lines } = await loadHelper();
    log('text', 'info', 'x'.repeat(10_000_000));
    log('list', 'info', Array(1_000_000).fill('y'));
    log('keys', 'info', Object.fromEntries(Array.from({ length: 4000 }, (_, n) => [`${'k'.repeat(200)}${n}`, n])));
    log('bytes', 'info', Buffer.alloc(10_000_000));
    expect(text().length).toBeLessThan(300_000);
    expect(lines().map((line) => JSON.stringify(line.value).slice(-40))).toEqual([
      expect.stringContaining('… [10000000 characters]'),
      expect.stringContaining('… [1000000 items]'),
      expect.stringContaining('… [cut]'),
      '"[binary, 10000000 bytes]"',
    ]);
  });

  it('never throws, for any label, level and value', async () => {
    const { log, lines, restore } = await loadHelper();
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = [
      cycle,
      proxy,
      {
        get fail(): never {
          throw new Error('getter');
        },
      },
      Object.create(null),
      Symbol('s'),
    ];
    for (const value of hostile) expect(() => log('hostile', 'error', value)).not.toThrow();
    expect(() => log(Object.create(null), Object.create(null), 1)).not.toThrow();
    const anything = fc.anything({ withBigInt: true, withMap: true, withSet: true, withNullPrototype: true });
    let count = 0;
    fc.assert(
      fc.property(fc.anything(), fc.anything(), anything, (label, level, value) => {
        log(label as string, level as 'info', value);
        count += 1;
      }),
    );
    const written = lines();
    restore();
    expect(count).toBeGreaterThan(50);
    expect(written.slice(0, hostile.length).map((line) => line.message)).toEqual(hostile.map(() => 'hostile'));
    // Each hostile value has its line, and random values have more.
    expect(written.length).toBeGreaterThan(hostile.length);
  });
});

describe('a logged value with a key that has a meaning for readers of lines', () => {
  const apiCall = { id: '1', domainId: 'another tenant', source: 'api', status: 200 };

  it.each([
    ['a record of the helper', { message: 'api.call', apiCall, tailgate_record: 'api.call' }],
    ['a part of a record', { apiCall }],
    ['the marker', { tailgate_record: 'api.call' }],
    ['a captured step', { capture: { phase: 'end', point: 'step', name: 'x', pair: 1, durationMs: 1 } }],
    ['another request id', { function_request_id: 'b' }],
    ['another trace id', { xray_trace_id: '1-b' }],
    ['another tenant', { tenant_id: 'b' }],
    ['an access line', { requestId: 'r', extendedRequestId: 'e', method: 'GET', status: '200' }],
    ['a line of the platform', { type: 'platform.report', record: { requestId: 'b', status: 'timeout' } }],
    ['metrics', { _aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace: 'n', Dimensions: [], Metrics: [] }] }, n: 1 }],
  ])('is nested, because the line would look like %s', async (_, value) => {
    const { log, withLogging, text, lines } = await loadHelper();
    const handler = withLogging(async (_event: unknown, _context: unknown) => {
      log('order received', 'info', JSON.parse(JSON.stringify(value)));
      log('api.call', 'info', value);
      log('order failed', 'error', Object.assign(new Error('no'), value, { message: 'no' }));
    });
    await handler({}, lambdaContext());
    for (const line of text().trim().split('\n')) {
      const record = parseEvent({ timestamp: 0, message: line, logStreamName: 's', group: 'g', label: 'l' } as never);
      expect(record).toMatchObject({
        kind: 'function.log',
        requestId: 'lambda-request',
        traceId: '1-5759e988-bd862e3f',
      });
      expect(helperRecordOf(record)).toBeUndefined();
    }
    expect(lines()).toMatchObject([
      { message: 'order received' },
      { message: 'api.call' },
      { message: 'order failed' },
    ]);
    for (const line of lines()) expect(line).toHaveProperty('value');
  });

  it('never changes the members of the line, for any JSON', async () => {
    const { log, text, lines, restore } = await loadHelper();
    const key = fc.oneof(
      fc.constantFrom('level', 'message', 'timestamp', 'service', 'function_request_id', 'xray_trace_id', 'tenant_id'),
      fc.constantFrom('apiCall', 'capture', 'tailgate_record', 'type', '_aws', 'extendedRequestId', '__proto__'),
      fc.string(),
    );
    const member = fc.oneof(fc.constantFrom('api.call', 'platform.start', 'ERROR', { id: '1' }), fc.jsonValue());
    let count = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(key, member), { minLength: 1, maxLength: 4 }), (members) => {
        const json = `{${members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`;
        log('api.call', 'info', JSON.parse(json));
        count += 1;
      }),
      { numRuns: 300 },
    );
    const written = lines();
    const records = text().trim().split('\n');
    restore();
    expect(written).toHaveLength(count);
    for (const [index, line] of written.entries()) {
      expect(line).toMatchObject({ level: 'INFO', message: 'api.call', xray_trace_id: '1-5759e988-bd862e3f' });
      const reserved = ['service', 'function_request_id', 'tenant_id', 'apiCall', 'capture', 'tailgate_record', '_aws'];
      expect(reserved.filter((name) => Object.hasOwn(line, name))).toEqual([]);
      const record = parseEvent({ timestamp: 0, message: records[index] ?? '', group: 'g', label: 'l' } as never);
      expect(record.kind).toBe('function.log');
      expect(helperRecordOf(record)).toBeUndefined();
    }
  });
});

describe('debug lines', () => {
  it('are buffered, and written in order when the handler throws', async () => {
    const { log, withLogging, lines } = await loadHelper({ AWS_LAMBDA_LOG_LEVEL: 'DEBUG', LOG_LEVEL: 'INFO' });
    const handler = withLogging(async (event: { fail: boolean }) => {
      log('looking up', 'debug', { password: 's3cr3t' });
      if (event.fail) throw new Error('failed');
    });
    await handler({ fail: false });
    expect(lines()).toEqual([]);
    await expect(handler({ fail: true })).rejects.toThrow('failed');
    expect(lines()).toMatchObject([{ level: 'DEBUG', message: 'looking up', password: '[redacted]' }]);
  });

  it.each([
    ['an error is logged', () => undefined, true],
    ['the response has the status 500', () => ({ statusCode: 500 }), false],
  ])('are written when %s', async (_, respond, logsError) => {
    const { log, withLogging, lines } = await loadHelper();
    await withLogging(async () => {
      log('looking up', 'debug');
      if (logsError) log('failed', 'error');
      return respond();
    })();
    expect(lines()[0]).toMatchObject({ level: 'DEBUG', message: 'looking up' });
  });

  it('of a successful invocation are not written with the next error', async () => {
    const { log, withLogging, lines } = await loadHelper();
    await withLogging(async () => log('of the first', 'debug'))();
    await withLogging(async () => log('of the second', 'error'))();
    expect(lines().map((line) => line.message)).toEqual(['of the second']);
  });

  it('are not buffered when the log level of Lambda drops them', async () => {
    const { log, withLogging, lines } = await loadHelper({ AWS_LAMBDA_LOG_LEVEL: 'INFO' });
    await withLogging(async (..._args: unknown[]) => {
      log('looking up', 'debug');
      log('failed', 'error');
    })({}, lambdaContext());
    expect(lines().map((line) => line.message)).toEqual(['failed']);
  });

  it('are dropped when the buffer is full, oldest first, and a line reports it', async () => {
    const { log, withLogging, lines } = await loadHelper();
    await withLogging(async () => {
      for (let line = 0; line < 20; line += 1) log(`line ${line}`, 'debug', 'x'.repeat(40_000));
      log('failed', 'error');
    })();
    const messages = lines().map((line) => line.message);
    expect(messages).toContain('line 19');
    expect(messages).not.toContain('line 0');
    expect(messages.some((message) => message.includes('evicted'))).toBe(true);
  });
});
