import { join } from 'node:path';
import type { FunctionConfig } from '../local/functions/function-config.ts';
import { FunctionHost } from '../local/functions/function-host.ts';
import type { LogSink } from '../local/log-sink.ts';
import type { Figure } from './measure.ts';

const WARM_INVOCATIONS = 1000;
const CONCURRENT_INVOCATIONS = 5000;
const CLIENTS = 8;
const FLOOD_LINES = 100_000;

/** What the local Lambda itself costs, with a log that is thrown away: a warm invocation of a handler that does nothing, as many
 *  of them as go over several environments, a cold start, and the rate at which a flood of log lines is taken. */
export async function benchFunctions(): Promise<Figure[]> {
  let events = 0;
  const sink: LogSink = {
    write: (_group, _stream, written) => {
      events += written.length;
    },
  };
  const host = new FunctionHost({ functions: [subject()], sink, environment: {}, notice: () => {} });
  const invoke = (event: object) => host.invoke('subject', JSON.stringify(event));
  try {
    const coldStart = performance.now();
    await invoke({ do: 'nothing' });
    const coldMs = performance.now() - coldStart;

    for (let warm = 0; warm < 200; warm += 1) await invoke({ do: 'nothing' });
    const times: number[] = [];
    for (let round = 0; round < WARM_INVOCATIONS; round += 1) {
      const start = performance.now();
      await invoke({ do: 'nothing' });
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);

    await Promise.all(Array.from({ length: CLIENTS }, () => invoke({ do: 'wait', milliseconds: 300 })));
    let left = CONCURRENT_INVOCATIONS;
    const start = performance.now();
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        while (left-- > 0) await invoke({ do: 'nothing' });
      }),
    );
    const seconds = (performance.now() - start) / 1000;

    const before = events;
    const floodStart = performance.now();
    await invoke({ do: 'flood', lines: FLOOD_LINES });
    const floodSeconds = (performance.now() - floodStart) / 1000;
    return [
      {
        name: 'local Lambda: warm invocation, p50',
        value: times[times.length / 2] ?? Number.NaN,
        unit: 'ms',
        limit: 2,
      },
      { name: 'local Lambda: warm invocation, p99', value: times[times.length * 0.99] ?? Number.NaN, unit: 'ms' },
      {
        name: `local Lambda: invocations, ${CLIENTS} at once`,
        value: CONCURRENT_INVOCATIONS / seconds,
        unit: '1/s',
        least: 1000,
      },
      { name: 'local Lambda: cold start', value: coldMs, unit: 'ms' },
      { name: 'local Lambda: log events of a flood', value: (events - before) / floodSeconds, unit: '1/s' },
    ];
  } finally {
    await host.close();
  }
}

function subject(): FunctionConfig {
  return {
    name: 'subject',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:subject',
    runtime: 'nodejs24.x',
    handler: 'outcomes.handler',
    codeDirectory: join(import.meta.dirname, '..', 'test', 'fixtures', 'functions'),
    timeoutMs: 60_000,
    memoryMb: 256,
    environment: {},
    logGroup: '/aws/lambda/subject',
    logFormat: 'JSON',
  };
}
