import { LocalStacks } from './local-stacks.ts';
import { type Figure, median } from './measure.ts';

const REQUESTS = 200;

/** What a warm request through the local API costs over the time that its handler itself took, as its REPORT says. */
export async function benchApiRequest(): Promise<Figure[]> {
  const stacks = new LocalStacks();
  try {
    const dev = await stacks.start();
    const url = `${Object.values(dev.apis)[0]}/notes`;
    const times: number[] = [];
    for (let request = -10; request < REQUESTS; request += 1) {
      const start = performance.now();
      await (await fetch(url, { method: 'GET' })).arrayBuffer();
      if (request >= 0) times.push(performance.now() - start);
    }
    const handler = median(await durations(dev.endpoint, REQUESTS));
    const whole = median(times);
    return [
      { name: 'local API: warm request', value: whole, unit: 'ms', floor: handler },
      { name: 'local API: over the handler', value: whole - handler, unit: 'ms', limit: 10 },
    ];
  } finally {
    await stacks.remove();
  }
}

/** How long Lambda says the last invocations took, in milliseconds. */
async function durations(endpoint: string, count: number): Promise<number[]> {
  const { CloudWatchLogsClient, DescribeLogGroupsCommand, paginateFilterLogEvents } = await import(
    '@aws-sdk/client-cloudwatch-logs'
  );
  const client = new CloudWatchLogsClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'noteslist' }));
  const found: number[] = [];
  for await (const page of paginateFilterLogEvents({ client }, { logGroupName: logGroups[0]?.logGroupName ?? '' })) {
    for (const { message = '' } of page.events ?? []) {
      const event = JSON.parse(message);
      if (event.type === 'platform.report') found.push(event.record.metrics.durationMs);
    }
  }
  return found.slice(-count);
}
