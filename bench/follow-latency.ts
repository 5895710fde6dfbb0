import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { DevFile } from '../local/dev-file.ts';
import { ENVIRONMENT, LocalStacks, RUN } from './local-stacks.ts';
import { type Figure, percentile } from './measure.ts';

const REQUESTS = 25;
const PUTS = 100;
/** The first lines come while `logs tail` starts. */
const WARM_UP = 3;
const GROUP = '/bench/latency';

/** From the request that caused a line, and from the put of a line, to the line on the screen of `logs tail -f`; and how long
 *  a second start takes. */
export async function benchFollowLatency(): Promise<Figure[]> {
  const stacks = new LocalStacks();
  try {
    await stacks.start();
    await stacks.stop();
    const begin = performance.now();
    const dev = await stacks.start();
    const secondStart = performance.now() - begin;

    const url = `${Object.values(dev.apis)[0]}/notes`;
    const requests = await latencies(stacks.directory, ['-f', 'notes-create'], REQUESTS, async (mark) => {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify({ content: mark }) });
      return ((await response.json()) as { noteId: string }).noteId;
    });
    const put = await putTo(dev);
    const polled = await latencies(stacks.directory, ['-f', GROUP], REQUESTS, put);
    const live = await latencies(stacks.directory, ['--live', GROUP], PUTS, put);
    return [
      { name: 'logs dev: second start', value: secondStart, unit: 'ms', limit: 5000 },
      { name: 'follow: request to line, p50', value: percentile(requests, 0.5), unit: 'ms', limit: 1500 },
      { name: 'follow: request to line, p99', value: percentile(requests, 0.99), unit: 'ms', limit: 1500 },
      { name: 'follow: put to line, p99', value: percentile(polled, 0.99), unit: 'ms', limit: 1500 },
      { name: 'follow --live: put to line, p50', value: percentile(live, 0.5), unit: 'ms', limit: 300 },
      { name: 'follow --live: put to line, p99', value: percentile(live, 0.99), unit: 'ms', limit: 300 },
    ];
  } finally {
    await stacks.remove();
  }
}

/** How long each line takes from its cause to the screen, in milliseconds.
 *  @param cause brings a line forth, and resolves with a text that only this line holds. */
async function latencies(
  cwd: string,
  args: readonly string[],
  count: number,
  cause: (mark: string) => Promise<string>,
): Promise<number[]> {
  const tail = spawn(process.execPath, [RUN, 'tail', ...args], {
    cwd,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: tail.stdout })[Symbol.asyncIterator]();
  const times: number[] = [];
  for (let index = -WARM_UP; index < count; index += 1) {
    const begin = performance.now();
    const text = await cause(`line <${index}>`);
    for (let line = await lines.next(); !String(line.value).includes(text); line = await lines.next()) {
      if (line.done) throw new Error('logs tail ended');
    }
    if (index >= 0) times.push(performance.now() - begin);
  }
  tail.kill('SIGINT');
  await once(tail, 'exit');
  return times;
}

/** Puts lines into a log group of their own. */
async function putTo({ endpoint, region }: DevFile): Promise<(mark: string) => Promise<string>> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchLogsClient({ endpoint, region, credentials });
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 's' }));
  let puts = 0;
  return async (mark) => {
    // The lines of the run before are shown again.
    puts += 1;
    const message = `${mark} put ${puts}.`;
    const logEvents = [{ timestamp: Date.now(), message }];
    await client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', logEvents }));
    return message;
  };
}
