import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { apiCallId } from '../../core/calls/api-call-id.ts';
import { httpEvent, restEvent, TIME } from './gateway-events.ts';
import { lambdaContext, loadHelper } from './loaded-helper.ts';

type Handler = (event: unknown, context?: unknown) => unknown;
const respond =
  (result: unknown = { statusCode: 200, body: '{"ok":true}' }): Handler =>
  async () =>
    result;

const ANN = 'arn:aws:iam::123456789012:user/ann';

function withIdentity(identity: object) {
  const event = restEvent();
  const { requestContext } = event;
  return { ...event, requestContext: { ...requestContext, identity: { ...requestContext.identity, ...identity } } };
}

describe('the api.call record', () => {
  it('of a REST API holds the call, its user, and the same id as the access line', async () => {
    const { withLogging, lines } = await loadHelper();
    const event = restEvent({ authorizer: { principalId: 'ann', domainId: 'shop' } });
    await withLogging(respond())(event, lambdaContext());
    expect(lines()).toEqual([
      {
        level: 'INFO',
        timestamp: expect.any(String),
        message: 'api.call',
        function_request_id: 'lambda-request',
        xray_trace_id: '1-5759e988-bd862e3f',
        tailgate_record: 'api.call',
        apiCall: {
          id: apiCallId({ time: TIME, apiId: 'abc', stage: 'prod', uniqueId: 'Ext=' }),
          userId: 'ann',
          domainId: 'shop',
          source: 'api',
          ip: '203.0.113.10',
          method: 'PUT',
          url: 'https://abc.execute-api.eu-central-1.amazonaws.com/prod/notes/6f1c?a=1&a=2&token=[redacted]',
          route: '/notes/{noteId}',
          status: 200,
          createdAt: new Date(TIME).toISOString(),
          request: '{"content":"milk"}',
          response: '{"ok":true}',
          latencyMs: expect.any(Number),
          error: null,
          userAgent: 'curl/8.1',
          requestId: 'gateway-request',
          functionRequestId: 'lambda-request',
          traceId: '1-5759e988-bd862e3f',
          extendedRequestId: 'Ext=',
        },
      },
    ]);
  });

  it('of an HTTP API holds the same members', async () => {
    const { withLogging, lines } = await loadHelper();
    const handler = withLogging(respond({ hello: 'world' }));
    await handler(httpEvent({ authorizer: { lambda: { principalId: 'ann', domainId: 'shop' } } }), lambdaContext());
    await handler(httpEvent(), lambdaContext());
    expect(lines().map((line) => line.apiCall)).toMatchObject([
      {
        id: apiCallId({ time: TIME, apiId: 'def', stage: '$default', uniqueId: 'http-request' }),
        userId: 'ann',
        domainId: 'shop',
        url: 'https://def.execute-api.eu-central-1.amazonaws.com/notes/6f1c?a=1&token=[redacted]',
        route: '/notes/{noteId}',
        status: 200,
        response: '{"hello":"world"}',
        extendedRequestId: 'http-request',
      },
      { userId: null, domainId: 'def' },
    ]);
  });

  it.each([
    ['a Cognito user pool', restEvent({ authorizer: { claims: { sub: 'ann' } } }), 'ann'],
    ['a JWT authorizer', httpEvent({ authorizer: { jwt: { claims: { sub: 'ann' }, scopes: null } } }), 'ann'],
    ['IAM, in front of an HTTP API', httpEvent({ authorizer: { iam: { userArn: ANN } } }), ANN],
    ['IAM, in front of a REST API', withIdentity({ userArn: ANN }), ANN],
    ['a Lambda authorizer that names no user', restEvent({ authorizer: { plan: 'free' } }), null],
  ])('has the user of a request through %s', async (_, event, userId) => {
    const { withLogging, lines } = await loadHelper();
    await withLogging(respond())(event, lambdaContext());
    expect(lines()).toMatchObject([{ apiCall: { userId } }]);
  });

  it.each([
    ['an authorizer', { ...restEvent(), type: 'REQUEST', methodArn: 'arn:aws:execute-api:…' }],
    ['a WebSocket API', { requestContext: { connectionId: 'c', requestTimeEpoch: TIME, routeKey: '$connect' } }],
    ['a queue', { Records: [{ body: 'x' }] }],
    ['no service', undefined],
  ])('is not written for the event of %s', async (_, event) => {
    const { withLogging, lines } = await loadHelper();
    await withLogging(respond())(event, lambdaContext());
    expect(lines()).toEqual([]);
  });

  it.each([
    [{ POWERTOOLS_LOG_LEVEL: 'ERROR' }, 'INFO'],
    [{ POWERTOOLS_LOG_LEVEL: 'SILENT' }, 'INFO'],
    // Lambda drops lines below its own level.
    [{ AWS_LAMBDA_LOG_LEVEL: 'WARN' }, 'WARN'],
    [{ AWS_LAMBDA_LOG_LEVEL: 'FATAL' }, 'FATAL'],
    [{ AWS_LAMBDA_LOG_LEVEL: 'DEBUG' }, 'INFO'],
  ])('is written with the variables %o, at %s', async (environment, level) => {
    const { withLogging, lines } = await loadHelper(environment);
    await withLogging(respond())(restEvent(), lambdaContext());
    expect(lines().map((line) => [line.message, line.level])).toEqual([['api.call', level]]);
  });

  it.each([
    ['REST', restEvent(), null, 502],
    ['REST', restEvent(), { statusCode: '404' }, 404],
    ['REST', restEvent(), { body: 'no status' }, 502],
    ['HTTP', httpEvent(), 'text', 200],
    ['HTTP', httpEvent(), { statusCode: 503 }, 503],
  ])('of a %s API has the status that the client receives', async (_, event, result, status) => {
    const { withLogging, lines } = await loadHelper();
    await withLogging(respond(result))(event, lambdaContext());
    expect(lines().at(-1)?.apiCall).toMatchObject({ status });
  });

  it.each([
    ['REST', restEvent(), 502],
    ['HTTP', httpEvent(), 500],
  ])('of a %s API holds the error of a failed function', async (_, event, status) => {
    const { withLogging, lines } = await loadHelper();
    const handler = withLogging(() => Promise.reject(new TypeError('no: Bearer s3cr3t')) as Promise<void>);
    await expect((handler as Handler)(event, lambdaContext())).rejects.toThrow('no: Bearer s3cr3t');
    expect(lines()[0]?.apiCall).toMatchObject({ status, error: 'TypeError: no: Bearer [redacted]', response: null });
  });

  it('holds bodies as text, redacted and cut with a mark', async () => {
    const { withLogging, lines } = await loadHelper();
    const long = 'ä'.repeat(10_000);
    const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
    const bodies = [
      ['{"password":"s3cr3t","card":{"number":4111}}', false],
      [base64('{"card":{"number":4111},"token":"s3cr3t"}'), true],
      [base64(Buffer.from([0, 255, 1])), true],
      [long, false],
      [JSON.stringify({ card: { number: 4111 }, long }), false],
      [null, false],
      ['', false],
    ] as const;
    const handler = withLogging(
      async (event: unknown, _context: unknown) => ({ ...(event as object), statusCode: 200 }),
      { redact: ['body.card.number'] },
    );
    for (const [body, isBase64Encoded] of bodies) await handler(restEvent({ body, isBase64Encoded }), lambdaContext());
    const expected = [
      '{"password":"[redacted]","card":{"number":"[redacted]"}}',
      '{"card":{"number":"[redacted]"},"token":"[redacted]"}',
      '[binary, 3 bytes]',
      `${'ä'.repeat(4096)}… [cut]`,
      expect.stringMatching(/^\{"card":\{"number":"\[redacted\]"\},"long":"ä+… \[cut\]$/),
      null,
      null,
    ];
    expect(lines().map((line) => line.apiCall?.request)).toEqual(expected);
    expect(lines().map((line) => line.apiCall?.response)).toEqual(expected);
  });

  it.each([['PUT /notes/{noteId}'], ['/notes/{noteId}']])(
    'is left out for the route %s by `omitRoutes`',
    async (route) => {
      const { withLogging, lines } = await loadHelper();
      const handler = withLogging(respond(), { omitRoutes: [route] });
      await handler(restEvent(), lambdaContext());
      await handler(httpEvent(), lambdaContext());
      expect(lines()).toEqual([]);
      await withLogging(respond(), { omitRoutes: ['GET /notes/{noteId}'] })(restEvent(), lambdaContext());
      expect(lines()).toHaveLength(1);
    },
  );

  it('holds the route and not the requested path with `obfuscatePaths`, and so do the captured events', async () => {
    const { withLogging, lines, text } = await loadHelper();
    const handler = withLogging(respond(), { obfuscatePaths: true, capture: 'all' });
    await handler(restEvent(), lambdaContext());
    await handler(httpEvent(), lambdaContext());
    expect(text()).not.toContain('6f1c');
    expect(lines().flatMap((line) => (line.apiCall ? [line.apiCall.url] : []))).toEqual([
      'https://abc.execute-api.eu-central-1.amazonaws.com/prod/notes/{noteId}',
      'https://def.execute-api.eu-central-1.amazonaws.com/notes/{noteId}',
    ]);
  });
});

describe('capture', () => {
  const failing: Handler = async () => {
    throw new Error('failed');
  };
  const captured = (lines: readonly Record<string, unknown>[]) => lines.filter((line) => line.message !== 'api.call');

  it.each([
    ['none', respond(), []],
    ['none', failing, []],
    ['errors', respond(), []],
    ['errors', failing, ['ERROR begin subject', 'ERROR end subject']],
    ['errors', respond({ statusCode: 500 }), ['ERROR begin subject', 'ERROR end subject']],
    ['all', respond(), ['INFO begin subject', 'INFO end subject']],
    ['all', failing, ['INFO begin subject', 'ERROR end subject']],
  ] as const)('with the setting %s for the function', async (capture, handler, expected) => {
    const { withLogging, lines } = await loadHelper({ AWS_LAMBDA_FUNCTION_NAME: 'subject' });
    await Promise.resolve(withLogging(handler, { capture })(restEvent(), lambdaContext())).catch(() => {});
    expect(captured(lines()).map(({ level, message }) => `${level} ${message}`)).toEqual(expected);
  });

  it('writes a pair of records: the input before the handler changes it, and the result, without secrets', async () => {
    const { withLogging, lines, text } = await loadHelper();
    const handler = withLogging(
      async (event: { body: string; n: { value: number } }) => {
        event.n.value = 2;
        return { statusCode: 200, body: '{"token":"s3cr3t-planted"}' };
      },
      { capture: 'all' },
    );
    await handler({ ...restEvent(), n: { value: 1 } });
    const [begin, end] = captured(lines());
    expect(begin).toMatchObject({
      capture: { phase: 'begin', point: 'function', pair: 1, startedAt: expect.any(String) },
      input: { n: { value: 1 }, httpMethod: 'PUT' },
    });
    expect(end).toMatchObject({
      capture: { phase: 'end', point: 'function', pair: 1, durationMs: expect.any(Number) },
      result: { statusCode: 200, body: '{"token":"[redacted]"}' },
    });
    expect(text()).not.toContain('s3cr3t-planted');
  });

  it('of a route takes precedence over that of the function', async () => {
    const { withLogging, lines } = await loadHelper({ AWS_LAMBDA_FUNCTION_NAME: 'subject' });
    const capture = {
      function: 'all',
      routes: { 'GET /notes/{noteId}': 'all', 'PUT /notes/{noteId}': 'errors' },
    } as const;
    const handler = withLogging(respond({ statusCode: 500 }), { capture });
    await handler(restEvent(), lambdaContext());
    await handler({ Records: [] }, lambdaContext());
    expect(captured(lines()).map((line) => line.capture)).toMatchObject([
      { phase: 'begin', point: 'route', name: 'PUT /notes/{noteId}' },
      { phase: 'end', point: 'route', name: 'PUT /notes/{noteId}' },
      { phase: 'begin', point: 'function', name: 'subject' },
      { phase: 'end', point: 'function', name: 'subject' },
    ]);
  });

  it('decodes Base64 bodies, so that secrets in them are redacted', async () => {
    const { withLogging, lines } = await loadHelper();
    const body = Buffer.from('{"password":"s3cr3t"}').toString('base64');
    await withLogging(respond(), { capture: 'all' })(restEvent({ body, isBase64Encoded: true }), lambdaContext());
    expect(lines()[0]?.input).toMatchObject({ body: '{"password":"[redacted]"}' });
  });
});

describe('logStep', () => {
  it('records the input and the result of a step, and returns its result', async () => {
    const { withLogging, logStep, lines } = await loadHelper();
    const handler = withLogging(
      async () => {
        const sum = logStep('add', (a: number, b: number) => a + b, 1, 2);
        return await logStep('double', async (value: number) => value * 2, sum);
      },
      { capture: { steps: 'all' } },
    );
    expect(await handler()).toBe(6);
    expect(lines()).toMatchObject([
      { message: 'begin add', capture: { phase: 'begin', point: 'step', name: 'add', pair: 2 }, input: [1, 2] },
      { message: 'end add', capture: { phase: 'end', pair: 2 }, result: 3 },
      { message: 'begin double', capture: { pair: 3 }, input: [3] },
      { message: 'end double', capture: { pair: 3 }, result: 6 },
    ]);
  });

  it.each([
    ['none', 0],
    ['errors', 2],
    ['all', 2],
  ] as const)('applies the setting %s to a failed step, and throws its error', async (capture, count) => {
    const { logStep, lines } = await loadHelper();
    const error = new Error('failed');
    const step = { label: 'step', capture };
    expect(() =>
      logStep(step, () => {
        throw error;
      }),
    ).toThrow(error);
    await expect(logStep(step, () => Promise.reject(error))).rejects.toBe(error);
    expect(lines()).toHaveLength(count * 2);
    expect(logStep(step, () => 'fine')).toBe('fine');
    expect(lines()).toHaveLength(count * 2 + (capture === 'all' ? 2 : 0));
  });
});

describe('logStep of a thenable that is not a Promise', () => {
  /** A query of a database client: it runs when it is awaited, once for each call of `then`.
   *  @see https://knexjs.org/guide/interfaces.html#promises */
  const query = (outcome: () => unknown) => {
    let runs = 0;
    return {
      // biome-ignore lint/suspicious/noThenProperty: the test is about thenables
      then(resolve: (value: unknown) => unknown, reject: (error: unknown) => unknown) {
        runs += 1;
        return Promise.resolve().then(outcome).then(resolve, reject);
      },
      runs: () => runs,
    };
  };

  it('waits for its result, and runs it once', async () => {
    const { logStep, lines } = await loadHelper();
    const rows = query(() => ['milk']);
    expect(await logStep({ label: 'select', capture: 'all' }, () => rows)).toEqual(['milk']);
    expect(lines()).toMatchObject([{ message: 'begin select' }, { message: 'end select', result: ['milk'] }]);
    expect(rows.runs()).toBe(1);
  });

  it('records its error', async () => {
    const { logStep, lines } = await loadHelper();
    const rows = query(() => Promise.reject(new Error('no table')));
    const step = logStep({ label: 'select', capture: 'errors' }, () => rows);
    await expect(Promise.resolve(step)).rejects.toThrow('no table');
    expect(lines()[1]).toMatchObject({ message: 'end select', level: 'ERROR', errorMessage: 'no table' });
  });
});

describe('a handler with a callback', () => {
  type Callback = (error?: unknown, result?: unknown) => void;

  it.each([
    ['a result', [null, { statusCode: 201, body: '' }], { status: 201, error: null }],
    ['an error', [new TypeError('no')], { status: 502, error: 'TypeError: no' }],
  ] as const)('is recorded when it calls back with %s, in its own context', async (_, answer, expected) => {
    const { log, withLogging, lines } = await loadHelper();
    const calls: unknown[][] = [];
    let callBack: (() => void) | undefined;
    // biome-ignore lint/complexity/useArrowFunction: a plain function, as most handlers with a callback are
    const handler = withLogging(function (_event: object, _context: object, callback: Callback) {
      log('looking up', 'debug');
      callBack = () => callback(...answer);
    });
    // Lambda recognizes such handlers by these two properties.
    // https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/UserFunction.js
    expect([handler.length, handler.constructor.name]).toEqual([3, 'Function']);
    const returned = handler(restEvent(), lambdaContext(), (...args) => calls.push(args));
    expect([returned, lines()]).toEqual([undefined, []]);
    callBack?.();
    expect(calls.map((args) => args.slice(0, answer.length))).toEqual([answer]);
    expect(lines().at(-1)).toMatchObject({ function_request_id: 'lambda-request', apiCall: expected });
    expect(lines().length).toBe(expected.error === null ? 1 : 2);
  });

  it('may return a promise instead, or throw', async () => {
    const { withLogging, lines } = await loadHelper();
    const handler = withLogging((event: { readonly body: string }, _context: object, _callback: Callback) => {
      if (event.body === 'fail') throw new Error('failed');
      return Promise.resolve({ statusCode: 204 });
    });
    expect(await handler(restEvent(), lambdaContext(), () => {})).toEqual({ statusCode: 204 });
    expect(() => handler(restEvent({ body: 'fail' }), lambdaContext(), () => {})).toThrow('failed');
    expect(lines().map((line) => line.apiCall?.status)).toEqual([204, 502]);
  });
});

describe('the warning before a timeout', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is logged shortly before the timeout, after the buffered debug lines', async () => {
    const { log, withLogging, lines } = await loadHelper();
    vi.useFakeTimers();
    const handler = withLogging(async (..._: unknown[]) => {
      log('waiting', 'debug');
      await new Promise(() => {});
    });
    void handler({}, lambdaContext(3000));
    await vi.advanceTimersByTimeAsync(2699);
    expect(lines()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(lines()).toMatchObject([
      { level: 'DEBUG', message: 'waiting' },
      {
        level: 'WARN',
        message: 'the function is about to time out',
        remainingMs: 300,
        function_request_id: 'lambda-request',
      },
    ]);
  });

  it.each([
    [undefined, 900_000, 899_000],
    [200, 3000, 2800],
  ])('is logged at the time that the setting %o gives', async (timeoutWarningMs, timeoutMs, expected) => {
    const { withLogging, lines } = await loadHelper();
    vi.useFakeTimers();
    const options = timeoutWarningMs === undefined ? {} : { timeoutWarningMs };
    void withLogging(async (..._: unknown[]) => new Promise(() => {}), options)({}, lambdaContext(timeoutMs));
    await vi.advanceTimersByTimeAsync(expected - 1);
    expect(lines()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(lines()).toHaveLength(1);
  });

  it('starts no timer when the warning is off or no time is left, and clears its timer when the handler ends', async () => {
    const { withLogging } = await loadHelper();
    vi.useFakeTimers();
    await withLogging(respond())({}, lambdaContext());
    await Promise.resolve(
      withLogging(async (..._: unknown[]) => {
        throw new Error('failed');
      })({}, lambdaContext()),
    ).catch(() => {});
    void withLogging(async (..._: unknown[]) => new Promise(() => {}), { timeoutWarningMs: 0 })({}, lambdaContext());
    void withLogging(async (..._: unknown[]) => new Promise(() => {}))({}, lambdaContext(0));
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the wrapped handler', () => {
  it('receives the arguments of Lambda, with the same `this`', async () => {
    const { withLogging } = await loadHelper();
    const subject = {
      handler: withLogging(function (this: unknown, ...args: unknown[]) {
        return [this, ...args];
      }),
    };
    const event = restEvent();
    const context = lambdaContext();
    const result = await subject.handler(event, context);
    expect(result[0]).toBe(subject);
    expect(result[1]).toBe(event);
    expect(result[2]).toBe(context);
  });

  it('returns and throws exactly what the handler does, for any event, context and result', async () => {
    const { withLogging, restore } = await loadHelper();
    const fail = () => {
      throw new Error('hostile');
    };
    // fast-check itself cannot handle these values, so they are functions that create them.
    const hostile = fc.constantFrom<(() => unknown)[]>(
      () => new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail }),
      () => ({ requestContext: new Proxy({}, { get: fail }) }),
      () => Object.defineProperty(restEvent(), 'body', { get: fail }),
      () => restEvent({ body: 12n }),
      () => restEvent({ requestContext: { requestTimeEpoch: Number.NaN, httpMethod: 'GET' } }),
      () => restEvent({ requestContext: { requestTimeEpoch: 1e300, httpMethod: 'GET' } }),
      () => restEvent({ body: 'x'.repeat(10_000_000) }),
      () => ({ getRemainingTimeInMillis: fail }),
      () => ({ getRemainingTimeInMillis: () => Number.NaN }),
      () => Symbol('s'),
      restEvent,
    );
    const values = fc.anything({ withBigInt: true, withNullPrototype: true }).map((value) => () => value);
    const anything = fc.oneof(hostile, values);
    const capture = fc.constantFrom('none', 'errors', 'all');
    await fc.assert(
      fc.asyncProperty(
        anything,
        anything,
        anything,
        capture,
        fc.boolean(),
        async (event, context, value, capture, fails) => {
          // A result with a `then` that throws or never settles cannot be awaited.
          const isThenable = typeof value === 'object' && value !== null && !canBeAwaited(value);
          const result = isThenable ? undefined : value;
          const handler = withLogging(
            (..._: unknown[]) => {
              if (fails) throw result;
              return result;
            },
            { capture, redact: ['*.a'] },
          );
          const outcome = await handler(event(), context()).then(
            (returned) => ({ returned }),
            (thrown: unknown) => ({ thrown }),
          );
          expect(Object.keys(outcome)).toEqual([fails ? 'thrown' : 'returned']);
          expect(Object.is(Object.values(outcome)[0], result)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
    restore();
  });
});

function canBeAwaited(value: object): boolean {
  try {
    return typeof Reflect.get(value, 'then') !== 'function';
  } catch {
    return false;
  }
}
