import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
  ])(
    'at level %s with the variables %o writes %o, and no warning of Powertools',
    async (level, environment, expected) => {
      const { log, lines } = await loadHelper(environment);
      log('label', level as 'info', 1);
      expect(lines().map((line) => line.level)).toEqual(expected);
    },
  );

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

  it('are not buffered when the log level of Lambda drops them, and Powertools writes no warning', async () => {
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
