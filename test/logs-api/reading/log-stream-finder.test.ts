import { createServer, type Server } from 'node:http';
import { CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CallBudget } from '../../../core/rate-budget.ts';
import { close, listen } from '../../../local/http/loopback.ts';
import { createLogsService } from '../../../local/logs-service/service.ts';
import { LogStore } from '../../../local/logs-service/store/store.ts';
import { LogStreamFinder } from '../../../logs-api/reading/log-stream-finder.ts';
import { VirtualClock } from '../../core/sources/virtual-clock.ts';

const { signal } = new AbortController();
/** The budget of FilterLogEvents, which is used up. */
const USED_UP: CallBudget = {
  take: () => new Promise(() => undefined),
  recordThrottle: () => undefined,
  recordSuccess: () => undefined,
  isSlowed: true,
  perSecond: 0,
};

const store = LogStore.open({ memory: true });
const service = createLogsService({ store, region: 'eu-west-1', accountId: '123456789012' });
const server: Server = createServer(service.handle);
let client: CloudWatchLogsClient;
beforeAll(async () => {
  client = new CloudWatchLogsClient({
    endpoint: await listen(server, 0),
    region: 'eu-west-1',
    maxAttempts: 1,
    disableHostPrefix: true,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'any' },
  });
  await client.send(new CreateLogGroupCommand({ logGroupName: 'g' }));
  await client.send(new CreateLogStreamCommand({ logGroupName: 'g', logStreamName: 'a' }));
});
afterAll(async () => {
  client.destroy();
  service.close();
  await close(server);
  store.close();
});

/** Looks up a stream several times at once, on a clock that stops during calls.
 *  @param throttles how many calls the service refuses first. The local service has no quota.
 *  @returns when the calls were sent, in milliseconds from the start. */
async function timesOfCalls(count: number, throttles = 0): Promise<number[]> {
  const clock = new VirtualClock();
  const start = clock.now();
  const times: number[] = [];
  const send = async (...args: Parameters<typeof client.send>) => {
    times.push(clock.now() - start);
    if (times.length <= throttles) throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
    clock.busy += 1;
    try {
      return await client.send(...args);
    } finally {
      clock.busy -= 1;
    }
  };
  const finder = new LogStreamFinder({ client: { send } as typeof client, budget: USED_UP, clock });
  const all = Promise.all(Array.from({ length: count }, () => finder.exists('g', 'a', signal)));
  await clock.runUntil(all);
  expect(await all).toEqual(Array(count).fill(true));
  return times;
}

it('makes five DescribeLogStreams calls at once, then five a second, whatever the budget of FilterLogEvents is', async () => {
  expect(await timesOfCalls(8)).toEqual([0, 0, 0, 0, 0, 200, 400, 600]);
});

it('makes calls again that the service throttled, at half the rate', async () => {
  const times = await timesOfCalls(2, 2);
  expect(times).toHaveLength(4);
  // Both throttles are of one round, so the rate is 2.5 a second.
  expect((times[3] ?? 0) - (times[2] ?? 0)).toBe(400);
});
