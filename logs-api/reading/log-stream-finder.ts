import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeLogStreamsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Clock } from '../../core/clock.ts';
import type { RateBudget } from '../../core/rate-budget.ts';

/** The maximum number of pages of log streams to search for the stream of a version. A page has 50 streams. */
const MAX_STREAM_PAGES = 4;
/** How far back to search for a request. */
const REQUEST_LOOK_BACK_MS = 24 * 60 * 60_000;
/** The maximum number of pages of a log group to search for a request. */
const MAX_SEARCH_PAGES = 20;

export interface LogStreamFinderOptions {
  readonly client: CloudWatchLogsClient;
  readonly budget: RateBudget;
  readonly clock: Clock;
}

/** Finds log streams. Each execution environment of a function has one. */
export class LogStreamFinder {
  readonly #options: LogStreamFinderOptions;

  constructor(options: LogStreamFinderOptions) {
    this.#options = options;
  }

  async exists(group: string, stream: string, signal: AbortSignal): Promise<boolean> {
    const { logStreams = [] } = await this.#options.client.send(
      new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: stream, limit: 1 }),
      { abortSignal: signal },
    );
    return logStreams[0]?.logStreamName === stream;
  }

  /** The stream with the latest event, of all versions or of one version of the function. */
  async findLatest(group: string, version: string | undefined, signal: AbortSignal): Promise<string | undefined> {
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_STREAM_PAGES; page += 1) {
      const response = await this.#options.client.send(
        new DescribeLogStreamsCommand({ logGroupName: group, orderBy: 'LastEventTime', descending: true, nextToken }),
        { abortSignal: signal },
      );
      const found = (response.logStreams ?? []).find(
        ({ logStreamName = '' }) => version === undefined || logStreamName.includes(`[${version}]`),
      );
      if (found) return found.logStreamName;
      nextToken = response.nextToken;
      if (nextToken === undefined) return undefined;
    }
    return undefined;
  }

  /** The first line of the last 24 hours that contains an id, and its log stream. */
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
