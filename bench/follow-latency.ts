import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import type { RunningCommand } from '../local/running-command.ts';
import { LocalStacks } from './local-stacks.ts';
import { type Figure, percentile } from './measure.ts';
import { ENVIRONMENT, LOCAL_CREDENTIALS, LOGS_SCRIPT } from './setup.ts';

const REQUESTS = 25;
const PUTS = 100;
/** Lines that are not measured: `logs tail` is still starting. */
const WARM_UP_LINES = 3;
const GROUP = '/bench/latency';

/** The time from a request, and from a PutLogEvents call, until `logs tail -f` prints the line; and the time of a second start of
 *  `logs dev`. */
export async function benchFollowLatency(): Promise<Figure[]> {
  await using stacks = new LocalStacks();
  await stacks.start();
  await stacks.stop();
  const begin = performance.now();
  const dev = await stacks.start();
  const secondStart = performance.now() - begin;

  const url = `${Object.values(dev.apis)[0]}/notes`;
  const requests = await latencies(stacks.directory, ['-f', 'notes-create'], REQUESTS, async (content) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify({ content }) });
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
}

/** The time from the cause of each line until it is printed, in milliseconds.
 *  @param cause causes a line, and resolves with a text that only this line contains. */
async function latencies(
  cwd: string,
  args: readonly string[],
  count: number,
  cause: (text: string) => Promise<string>,
): Promise<number[]> {
  const tail = spawn(process.execPath, [LOGS_SCRIPT, 'tail', ...args], {
    cwd,
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: tail.stdout })[Symbol.asyncIterator]();
  const times: number[] = [];
  for (let index = -WARM_UP_LINES; index < count; index += 1) {
    const begin = performance.now();
    const expected = await cause(`line <${index}>`);
    for (let line = await lines.next(); !String(line.value).includes(expected); line = await lines.next()) {
      if (line.done) throw new Error('logs tail ended');
    }
    if (index >= 0) times.push(performance.now() - begin);
  }
  tail.kill('SIGINT');
  await once(tail, 'exit');
  return times;
}

/** Creates a log group, and returns a function that puts a line into it. */
async function putTo({ endpoint, region }: RunningCommand): Promise<(text: string) => Promise<string>> {
  const client = new CloudWatchLogsClient({ endpoint, region, credentials: LOCAL_CREDENTIALS });
  await client.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  await client.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName: 's' }));
  let puts = 0;
  return async (text) => {
    // The number makes the line unique: `logs tail` prints the lines of the previous run again.
    puts += 1;
    const message = `${text} put ${puts}.`;
    const logEvents = [{ timestamp: Date.now(), message }];
    await client.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 's', logEvents }));
    return message;
  };
}
