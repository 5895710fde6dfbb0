import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../core/clock.ts';
import { AsyncInvocations } from '../../../local/functions/async-invocations.ts';
import type { FunctionConfig } from '../../../local/functions/function-config.ts';
import { tooManyRequests } from '../../../local/functions/lambda-error.ts';
import { functionConfig } from './function-config.ts';
import { eventually, startLambda } from './local-lambda.ts';

/** A clock whose waits end at once. It records them, in seconds. */
function instantClock() {
  const waits: number[] = [];
  let now = 0;
  const clock: Clock = {
    now: () => now,
    async wait(milliseconds) {
      waits.push(milliseconds / 1000);
      now += milliseconds;
    },
  };
  return { clock, waits };
}

describe('an asynchronous invocation', () => {
  it('runs the event', async () => {
    const { host, sink } = startLambda();
    const requestId = host.invokeAsync('subject', '{"do":"log"}');
    await eventually(() => sink.messages().some((line) => line.startsWith(`REPORT RequestId: ${requestId}`)));
  });

  it('is attempted three times with the same request id when it fails, then dropped with a notice', async () => {
    const { clock, waits } = instantClock();
    const { host, sink, notices } = startLambda({}, { clock });
    const requestId = host.invokeAsync('subject', '{"do":"throw"}');
    await eventually(() => notices.length > 0);
    expect(notices).toEqual([`subject: an event is dropped: attempt 3 failed (request ${requestId})`]);
    expect(waits).toEqual([60, 120]);
    const start = `START RequestId: ${requestId} Version: $LATEST\n`;
    expect(sink.messages().filter((line) => line === start)).toHaveLength(3);
  });

  it('is retried as often as the template says', async () => {
    const { host, notices } = startLambda({ maximumRetryAttempts: 0 });
    const requestId = host.invokeAsync('subject', '{"do":"exit","code":1}');
    await eventually(() => notices.length > 0);
    expect(notices).toEqual([`subject: an event is dropped: attempt 1 failed (request ${requestId})`]);
  });

  it('is retried after a throttle as soon as concurrency is available', async () => {
    let ended: Promise<unknown> = Promise.resolve();
    const clock: Clock = {
      now: () => 0,
      async wait() {
        await ended;
      },
    };
    const { host, sink, notices, invoke } = startLambda({ reservedConcurrency: 1 }, { clock });
    ended = invoke({ do: 'wait', milliseconds: 50 });
    const requestId = host.invokeAsync('subject', '{"do":"nothing"}');
    await eventually(() => sink.messages().some((line) => line.startsWith(`REPORT RequestId: ${requestId}`)));
    expect(notices).toEqual([]);
  });

  it('is rejected at once if too many events wait or the function does not exist', async () => {
    const { host } = startLambda([functionConfig()], { maxEnvironmentsPerFunction: 1 });
    for (let event = 0; event < 1000; event += 1) host.invokeAsync('subject', '{"do":"wait","milliseconds":1000}');
    expect(() => host.invokeAsync('subject', '{}')).toThrow('Rate Exceeded.');
    expect(() => host.invokeAsync('absent', '{}')).toThrow('Function not found');
  });
});

describe('a throttled asynchronous invocation', () => {
  /** Runs one event until it succeeds or is dropped. The first `throttles` attempts are throttled. */
  async function runEvent(config: Partial<FunctionConfig>, throttles: number, failing = false) {
    const { clock, waits } = instantClock();
    const notices: string[] = [];
    let attempts = 0;
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const events = new AsyncInvocations({
      clock,
      async invoke() {
        attempts += 1;
        if (attempts <= throttles) throw tooManyRequests('ReservedFunctionConcurrentInvocationLimitExceeded');
        if (!failing) end();
        return failing ? { functionError: 'Unhandled' } : {};
      },
      notice(message) {
        notices.push(message.replace(/ \(request .*\)/, ''));
        end();
      },
    });
    events.add(functionConfig(config), '{}');
    await ended;
    return { waits, notices, attempts };
  }

  it('doubles its delay after each throttle, up to five minutes', async () => {
    const { waits, notices } = await runEvent({}, 12);
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
    expect(notices).toEqual([]);
  });

  it('keeps all its attempts until concurrency is available', async () => {
    const { waits, notices, attempts } = await runEvent({}, 3, true);
    expect(waits).toEqual([1, 2, 4, 60, 120]);
    expect(attempts).toBe(6);
    expect(notices).toEqual(['subject: an event is dropped: attempt 3 failed']);
  });

  it.each([
    ['six hours', {}, 6 * 3600],
    ['the time that the template says', { maximumEventAgeMs: 60_000 }, 60],
  ])('is dropped after %s', async (_, config, seconds) => {
    const { waits, notices } = await runEvent(config, Number.POSITIVE_INFINITY);
    const waited = waits.reduce((sum, wait) => sum + wait, 0);
    expect(waited).toBeLessThanOrEqual(seconds);
    expect(waited + Math.min(2 * (waits.at(-1) ?? 0), 300)).toBeGreaterThan(seconds);
    expect(notices).toEqual(['subject: an event is dropped: the function is throttled']);
  });

  it('is dropped at once if the reserved concurrency is 0', async () => {
    const { waits, notices } = await runEvent({ reservedConcurrency: 0 }, Number.POSITIVE_INFINITY);
    expect(waits).toEqual([]);
    expect(notices).toEqual(['subject: an event is dropped: the function is throttled']);
  });
});
