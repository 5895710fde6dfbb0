import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { LocalStacks } from './local-stacks.ts';
import { type Figure, median, timesOf } from './measure.ts';
import { LOCAL_CREDENTIALS } from './setup.ts';

const REQUESTS = 200;

/** The time of a warm request through the local API. The floor is the duration of its handler, from the REPORT lines. */
export async function benchApiRequest(): Promise<Figure[]> {
  await using stacks = new LocalStacks();
  const dev = await stacks.start();
  const url = `${Object.values(dev.apis)[0]}/notes`;
  const times = await timesOf(REQUESTS, async () => (await fetch(url, { method: 'GET' })).arrayBuffer(), {
    warmUps: 10,
  });
  const handler = median(await handlerDurations(dev.endpoint, REQUESTS));
  const request = median(times);
  return [
    { name: 'local API: warm request', value: request, unit: 'ms', floor: handler },
    { name: 'local API: overhead of a warm request', value: request - handler, unit: 'ms', limit: 10 },
  ];
}

/** The durations of the last invocations as Lambda reports them, in milliseconds. */
async function handlerDurations(endpoint: string, count: number): Promise<number[]> {
  const client = new CloudWatchLogsClient({ endpoint, region: 'us-east-1', credentials: LOCAL_CREDENTIALS });
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'noteslist' }));
  const durations: number[] = [];
  for await (const page of paginateFilterLogEvents({ client }, { logGroupName: logGroups[0]?.logGroupName ?? '' })) {
    for (const { message = '' } of page.events ?? []) {
      const event = JSON.parse(message);
      if (event.type === 'platform.report') durations.push(event.record.metrics.durationMs);
    }
  }
  return durations.slice(-count);
}
