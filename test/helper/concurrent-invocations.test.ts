import fc from 'fast-check';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { restEvent } from './gateway-events.ts';
import { lambdaContext, loadHelper } from './loaded-helper.ts';

/** One process runs several invocations at the same time on Lambda Managed Instances.
 *  @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-nodejs-runtime.html
 *  @see https://github.com/aws-powertools/powertools-lambda-typescript/issues/5429 (ids of another invocation)
 *  @see https://github.com/aws-powertools/powertools-lambda-typescript/issues/5541 (debug lines lost) */
async function startHelper() {
  const helper = await loadHelper({ AWS_LAMBDA_FUNCTION_NAME: 'subject' });
  /** Request id and message of each line. */
  const written = () => helper.lines().map((line) => `${line.function_request_id} ${line.message}`);
  return { ...helper, written };
}

/** A point that an invocation waits for. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}

type Work = () => unknown;

/** Starts `work` as the invocation `id` of a wrapped handler. */
function starter({ withLogging }: Pick<Awaited<ReturnType<typeof loadHelper>>, 'withLogging'>, options = {}) {
  const handler = withLogging(async (work: Work, _context: object) => await work(), options);
  return (id: string, work: Work, timeoutMs = 10_000) => handler(work, lambdaContext(timeoutMs, id));
}

describe('two invocations at the same time', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('log with their own request ids', async () => {
    const helper = await startHelper();
    const start = starter(helper);
    const b = gate();
    const first = start('a', async () => {
      helper.log('begins');
      await b.opened;
      helper.log('ends');
    });
    await start('b', () => {
      helper.log('runs');
      b.open();
    });
    await first;
    expect(helper.written()).toEqual(['a begins', 'b runs', 'a ends']);
  });

  it('keep their own trace ids, also after the runtime has changed its environment variable', async () => {
    const helper = await startHelper();
    const start = starter(helper);
    const b = gate();
    const first = start('a', async () => {
      await b.opened;
      helper.log('ends');
    });
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-00000000-b;Parent=1;Sampled=0');
    await start('b', () => helper.log('runs'));
    b.open();
    await first;
    expect(helper.lines().map((line) => line.xray_trace_id)).toEqual(['1-00000000-b', '1-5759e988-bd862e3f']);
  });

  it('have the trace id of the store of the runtime, if it has one', async () => {
    const { log, lines } = await startHelper();
    vi.stubGlobal('awslambda', { InvokeStore: { getXRayTraceId: () => 'Root=1-00000000-c;Parent=1;Sampled=1' } });
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    log('runs');
    expect(lines()).toMatchObject([{ xray_trace_id: '1-00000000-c' }]);
  });

  it('write their own debug lines only, and the end of one keeps those of the other', async () => {
    const helper = await startHelper();
    const start = starter(helper);
    const [succeeded, failed] = [gate(), gate()];
    const first = start('a', async () => {
      helper.log('of the first', 'debug');
      await failed.opened;
      throw new Error('failed');
    });
    const second = start('b', async () => {
      helper.log('of the second', 'debug');
      await succeeded.opened;
      throw new Error('failed');
    });
    await start('c', () => helper.log('of the third', 'debug'));
    succeeded.open();
    await expect(second).rejects.toThrow('failed');
    expect(helper.written()).toEqual(['b of the second']);
    failed.open();
    await expect(first).rejects.toThrow('failed');
    expect(helper.written()).toEqual(['b of the second', 'a of the first']);
  });

  it('are warned of their own timeouts', async () => {
    const helper = await startHelper();
    vi.useFakeTimers();
    const start = starter(helper);
    const wait = (name: string) => async () => {
      helper.log(name, 'debug');
      await new Promise(() => {});
    };
    void start('a', wait('first'), 2000);
    void start('b', wait('second'), 4000);
    await vi.advanceTimersByTimeAsync(1900);
    expect(helper.written()).toEqual(['a first', 'a the function is about to time out']);
    await vi.advanceTimersByTimeAsync(1900);
    expect(helper.written().slice(2)).toEqual(['b second', 'b the function is about to time out']);
  });

  it('number their captured steps, and record them with their own ids', async () => {
    const helper = await startHelper();
    const start = starter(helper, { capture: { steps: 'all' } });
    const b = gate();
    const first = start('a', () => helper.logStep('wait', () => b.opened));
    await start('b', async () => {
      await helper.logStep('one', async () => {});
      await helper.logStep('two', () => b.open());
    });
    await first;
    const steps = helper
      .lines()
      .map(({ function_request_id, message, capture }) => [
        function_request_id,
        message,
        (capture as { pair: number }).pair,
      ]);
    expect(steps.filter(([id]) => id === 'a')).toEqual([
      ['a', 'begin wait', 2],
      ['a', 'end wait', 2],
    ]);
    expect(steps.filter(([id]) => id === 'b').map(([, message, pair]) => [message, pair])).toEqual([
      ['begin one', 2],
      ['end one', 2],
      ['begin two', 3],
      ['end two', 3],
    ]);
  });
});

describe('work that continues after the end', () => {
  it('logs with the ids of its invocation while the next one runs', async () => {
    const helper = await startHelper();
    const start = starter(helper);
    const next = gate();
    const left: Promise<void>[] = [];
    await start('a', () => {
      left.push(next.opened.then(() => helper.log('in a promise')));
      left.push(new Promise((done) => setImmediate(() => done(helper.log('in a timer')))));
    });
    await start('b', async () => {
      next.open();
      await Promise.all(left);
    });
    expect(helper.written().toSorted()).toEqual(['a in a promise', 'a in a timer']);
  });

  it('writes its debug lines when it logs an error, and not those of another invocation', async () => {
    const helper = await startHelper();
    const start = starter(helper);
    const next = gate();
    const left: Promise<void>[] = [];
    await start('a', () => {
      helper.log('before the end', 'debug');
      left.push(
        next.opened.then(() => {
          helper.log('after the end', 'debug');
          helper.log('failed', 'error');
        }),
      );
    });
    await start('b', async () => {
      helper.log('of another invocation', 'debug');
      next.open();
      await Promise.all(left);
    });
    expect(helper.written()).toEqual(['a after the end', 'a failed']);
  });

  it('records a webhook with the ids of its invocation', async () => {
    const helper = await startHelper();
    const next = gate();
    const handler = helper.withLogging(async (_event: unknown, _context: unknown) => {
      void next.opened.then(() => helper.loggedFetch('data:,sent').then((response) => response.text()));
      return { statusCode: 202 };
    });
    await handler(restEvent({ authorizer: { principalId: 'ann', domainId: 'shop' } }), lambdaContext(10_000, 'a'));
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-00000000-b;Parent=1;Sampled=0');
    await starter(helper)('b', async () => {
      next.open();
      await expect.poll(() => helper.lines().length).toBe(2);
    });
    expect(helper.lines()[1]).toMatchObject({
      function_request_id: 'a',
      apiCall: { source: 'webhook', domainId: 'shop', functionRequestId: 'a', traceId: '1-5759e988-bd862e3f' },
    });
  });

  it('belongs to no invocation when it was started outside of one', async () => {
    const helper = await startHelper();
    const start = starter(helper);
    const next = gate();
    const outside = next.opened.then(() => {
      helper.log('outside');
      helper.log('dropped', 'debug');
      helper.log('failed outside', 'error');
    });
    await start('a', async () => {
      helper.log('inside', 'debug');
      next.open();
      await outside;
    });
    expect(helper.written()).toEqual(['undefined outside', 'undefined failed outside']);
  });
});

describe('wrapped handlers that call each other', () => {
  it('write one record of the call, and keep the debug lines until the outer one ends', async () => {
    const helper = await startHelper();
    const inner = helper.withLogging(
      async (_event: unknown, _context: object) => {
        helper.log('in the inner handler', 'debug', { card: { number: 's3cr3t-planted' } });
        return { statusCode: 200 };
      },
      { capture: 'all', redact: ['card.number'] },
    );
    const outer = helper.withLogging(async (event: object, context: object) => {
      await inner(event, context);
      throw new Error('failed');
    });
    await expect(outer(restEvent(), lambdaContext(10_000, 'a'))).rejects.toThrow('failed');
    expect(helper.written()).toEqual(['a begin subject', 'a end subject', 'a in the inner handler', 'a api.call']);
    expect(helper.text()).not.toContain('s3cr3t-planted');
    expect(helper.lines().at(-1)?.apiCall).toMatchObject({ status: 502 });
  });

  it('record a webhook when the outer handler ends, and not when the inner one ends', async () => {
    const helper = await startHelper();
    const responded = gate();
    vi.stubGlobal('fetch', () => responded.opened.then(() => new Response(null, { status: 204 })));
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    const start = starter(helper);
    await start('a', async () => {
      let response: Promise<Response> | undefined;
      await start('a', () => {
        response = helper.loggedFetch('https://hooks.example.com');
      });
      responded.open();
      await response;
    });
    expect(helper.lines()).toMatchObject([{ apiCall: { source: 'webhook', status: 204, error: null } }]);
  });

  it('are two invocations when the runtime begins one in the asynchronous context of the other', async () => {
    const helper = await startHelper();
    const start = starter(helper);
    let second: Promise<unknown> | undefined;
    await start('a', async () => {
      helper.log('first', 'debug');
      second = start('b', async () => helper.log('second', 'error'));
      await second;
    });
    expect(helper.written()).toEqual(['b second']);
  });
});

/** What an invocation does in the property test, step by step. */
interface Program {
  readonly steps: readonly string[];
  readonly end: string;
}

const PROGRAM: fc.Arbitrary<Program> = fc.record({
  steps: fc.array(
    fc.constantFrom('debug', 'info', 'warn', 'error', 'wait', 'timer', 'step', 'failed step', 'left running'),
    { maxLength: 8 },
  ),
  end: fc.constantFrom('success', 'status 500', 'error'),
});

describe('any interleaving of invocations', () => {
  it('gives each invocation the same lines as without the others', async () => {
    const helper = await loadHelper({ AWS_LAMBDA_FUNCTION_NAME: 'subject' });
    let invocations = 0;
    /** @param wait resolves when the invocation may continue. */
    const prepare = ({ steps, end }: Program, wait: () => Promise<unknown>) => {
      invocations += 1;
      const id = `invocation-${invocations}`;
      const left: Promise<unknown>[] = [];
      const fail = () => wait().then(() => Promise.reject(new Error(id)));
      const actions: Readonly<Record<string, (label: string) => unknown>> = {
        wait,
        timer: () => new Promise((done) => setImmediate(done)),
        step: (label) => helper.logStep(label, wait),
        'failed step': (label) => helper.logStep(label, fail).catch(() => {}),
        'left running': (label) => left.push(wait().then(() => helper.log(label, 'info', { from: id }))),
      };
      const handler = helper.withLogging(
        async (_event: object, _context: object) => {
          for (const [index, step] of steps.entries()) {
            const label = `${step} ${index}`;
            const action = actions[step];
            if (action) await action(label);
            else helper.log(label, step as 'info', { from: id });
          }
          if (end === 'error') throw new Error(id);
          return { statusCode: end === 'success' ? 200 : 500, body: id };
        },
        { capture: { function: 'errors', steps: 'all' } },
      );
      const run = async () => {
        await handler(restEvent(), lambdaContext(10_000, id)).catch(() => {});
        await Promise.all(left);
      };
      return { id, run };
    };
    const linesDuring = async (work: () => Promise<unknown>) => {
      const before = helper.text().length;
      await work();
      const lines = helper.text().slice(before).split('\n').filter(Boolean);
      return lines.map((line): Record<string, unknown> => JSON.parse(line));
    };
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(PROGRAM, { minLength: 2, maxLength: 4 }),
        async (scheduler, programs) => {
          const together = programs.map((each) => prepare(each, () => scheduler.schedule(Promise.resolve())));
          const runs = () => scheduler.waitFor(Promise.all(together.map(({ run }) => run())));
          const lines = await linesDuring(runs);
          for (const line of lines) {
            const ids = JSON.stringify(line).match(/invocation-\d+/g);
            expect(new Set(ids)).toEqual(new Set([line.function_request_id]));
          }
          for (const [index, { id }] of together.entries()) {
            const single = prepare(programs[index] as Program, () => Promise.resolve());
            const expected = await linesDuring(single.run);
            const own = lines.filter((line) => line.function_request_id === id);
            expect(comparable(own, id)).toEqual(comparable(expected, single.id));
            compared += own.length;
          }
        },
      ),
      { numRuns: 60 },
    );
    helper.restore();
    expect(compared).toBeGreaterThan(100);
  });
});

const TIMES_AND_STACKS = new Set(['timestamp', 'startedAt', 'durationMs', 'latencyMs', 'stackTrace']);

/** The lines without times, stacks and the name of the invocation, in an order that does not depend on time. */
function comparable(lines: readonly Record<string, unknown>[], id: string): string[] {
  return lines
    .map((line) =>
      JSON.stringify(line, (key, value) => {
        return TIMES_AND_STACKS.has(key) ? undefined : value;
      }).replaceAll(id, 'the invocation'),
    )
    .toSorted();
}
