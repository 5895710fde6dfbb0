import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeLogStreamsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Clock } from '../../core/clock.ts';
import type { RateBudget } from '../../core/rate-budget.ts';

/** How many streams are looked at for one of a certain version; each page has 50. */
const MAX_STREAM_PAGES = 4;
/** How far back a request is looked for. */
const REQUEST_LOOK_BACK_MS = 24 * 60 * 60_000;
/** Pages of a log group that are searched for a request. */
const MAX_SEARCH_PAGES = 20;

export interface LogStreamsOptions {
  readonly client: CloudWatchLogsClient;
  readonly budget: RateBudget;
  readonly clock: Clock;
}

/** Finds log streams: the running instances of a function. */
export class LogStreamFinder {
  readonly #options: LogStreamsOptions;

  constructor(options: LogStreamsOptions) {
    this.#options = options;
  }

  async has(group: string, stream: string, signal: AbortSignal): Promise<boolean> {
    const { logStreams = [] } = await this.#options.client.send(
      new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: stream, limit: 1 }),
      { abortSignal: signal },
    );
    return logStreams[0]?.logStreamName === stream;
  }

  /** The stream that was written to last, of all or of one version of the function. */
  async latest(group: string, version: string | undefined, signal: AbortSignal): Promise<string | undefined> {
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_STREAM_PAGES; page += 1) {
      const answer = await this.#options.client.send(
        new DescribeLogStreamsCommand({ logGroupName: group, orderBy: 'LastEventTime', descending: true, nextToken }),
        { abortSignal: signal },
      );
      const found = (answer.logStreams ?? []).find(
        ({ logStreamName = '' }) => version === undefined || logStreamName.includes(`[${version}]`),
      );
      if (found) return found.logStreamName;
      nextToken = answer.nextToken;
      if (nextToken === undefined) return undefined;
    }
    return undefined;
  }

  /** The first line of the last day that holds an id, and the stream it is in. */
  async findLine(
    group: string,
    id: string,
    signal: AbortSignal,
  ): Promise<{ readonly stream: string; readonly message: string } | undefined> {
    const { client, budget, clock } = this.#options;
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_SEARCH_PAGES; page += 1) {
      await budget.take(signal);
      const { events = [], nextToken: next } = await client.send(
        new FilterLogEventsCommand({
          logGroupName: group,
          startTime: clock.now() - REQUEST_LOOK_BACK_MS,
          filterPattern: `"${id}"`,
          limit: 1,
          nextToken,
        }),
        { abortSignal: signal },
      );
      const [event] = events;
      if (event) return { stream: event.logStreamName ?? '', message: event.message ?? '' };
      if (next === undefined) return undefined;
      nextToken = next;
    }
    return undefined;
  }
}
