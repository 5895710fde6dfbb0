import { join } from 'node:path';
import type { FunctionConfig } from '../local/functions/function-config.ts';
import { FunctionHost } from '../local/functions/function-host.ts';
import type { LogSink } from '../local/log-sink.ts';
import { type Figure, median, percentile, timed, timesOf } from './measure.ts';
import { ROOT, runConcurrently } from './setup.ts';

const WARM_UP_INVOCATIONS = 200;
const WARM_INVOCATIONS = 1000;
const CONCURRENT_INVOCATIONS = 5000;
const CLIENTS = 8;
const FLOOD_LINES = 100_000;

const FUNCTION: FunctionConfig = {
  name: 'subject',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:subject',
  runtime: 'nodejs24.x',
  handler: 'outcomes.handler',
  codeDirectory: join(ROOT, 'test', 'fixtures', 'functions'),
  timeoutMs: 60_000,
  memoryMb: 256,
  environment: {},
  logGroup: '/aws/lambda/subject',
  logFormat: 'JSON',
};

/** The overhead of the local Lambda, with a log that is discarded: a warm invocation of an empty handler, invocations at the same time
 *  in several environments, a cold start, and the rate of log events when a function writes as fast as it can. */
export async function benchFunctions(): Promise<Figure[]> {
  let events = 0;
  const sink: LogSink = {
    write: (_group, _stream, written) => {
      events += written.length;
    },
  };
  const host = new FunctionHost({ functions: [FUNCTION], sink, environment: {}, notice: () => {} });
  const invoke = (event: object) => host.invoke(FUNCTION.name, JSON.stringify(event));
  try {
    const coldMs = await timed(() => invoke({ do: 'nothing' }));
    const times = await timesOf(WARM_INVOCATIONS, () => invoke({ do: 'nothing' }), { warmUps: WARM_UP_INVOCATIONS });

    // Starts an environment for each client.
    await Promise.all(Array.from({ length: CLIENTS }, () => invoke({ do: 'wait', milliseconds: 300 })));
    const concurrentMs = await timed(() =>
      runConcurrently(CLIENTS, CONCURRENT_INVOCATIONS, () => invoke({ do: 'nothing' })),
    );

    const before = events;
    const floodMs = await timed(() => invoke({ do: 'flood', lines: FLOOD_LINES }));
    return [
      { name: 'local Lambda: warm invocation, p50', value: median(times), unit: 'ms', limit: 2 },
      { name: 'local Lambda: warm invocation, p99', value: percentile(times, 0.99), unit: 'ms' },
      {
        name: `local Lambda: invocations, ${CLIENTS} concurrent`,
        value: CONCURRENT_INVOCATIONS / (concurrentMs / 1000),
        unit: '1/s',
        minimum: 1000,
      },
      { name: 'local Lambda: cold start', value: coldMs, unit: 'ms' },
      { name: 'local Lambda: log events in a burst', value: (events - before) / (floodMs / 1000), unit: '1/s' },
    ];
  } finally {
    await host.close();
  }
}
