import {
  DescribeLogStreamsCommand,
  type DescribeLogStreamsCommandInput,
  type DescribeLogStreamsCommandOutput,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { RateBudget } from '../../core/rate-budget.ts';
import { callWithRetry } from '../../core/sources/call-with-retry.ts';
import type { LogsContext } from '../../core/sources/logs-context.ts';

/** The maximum number of pages of log streams to search for the stream of a version. A page has 50 streams. */
const MAX_STREAM_PAGES = 4;
/** How far back to search for a request. */
const REQUEST_LOOK_BACK_MS = 24 * 60 * 60_000;
/** The maximum number of pages of a log group to search for a request. */
const MAX_SEARCH_PAGES = 20;

/** DescribeLogStreams calls per second of this process. The default quota is 25 in every region, for all programs of the account: five
 *  processes can use it, and more of them learn from throttles.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const DESCRIBE_CALLS_PER_SECOND = 5;
const DESCRIBE_BURST = 5;

/** The options of `LogStreamFinder`. `budget` limits the calls of FilterLogEvents. */
export type LogStreamFinderOptions = Omit<LogsContext, 'signal'>;

/** Finds log streams. Each execution environment of a function has one. */
export class LogStreamFinder {
  readonly #options: LogStreamFinderOptions;
  readonly #describeBudget: RateBudget;

  constructor(options: LogStreamFinderOptions) {
    this.#options = options;
    this.#describeBudget = new RateBudget(DESCRIBE_CALLS_PER_SECOND, options.clock, DESCRIBE_BURST);
  }

  async exists(group: string, stream: string, signal: AbortSignal): Promise<boolean> {
    const { logStreams = [] } = await this.#describe(
      { logGroupName: group, logStreamNamePrefix: stream, limit: 1 },
      signal,
    );
    return logStreams[0]?.logStreamName === stream;
  }

  /** The stream with the latest event, of all versions or of one version of the function. */
  async findLatest(group: string, version: string | undefined, signal: AbortSignal): Promise<string | undefined> {
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_STREAM_PAGES; page += 1) {
      const response = await this.#describe(
        { logGroupName: group, orderBy: 'LastEventTime', descending: true, nextToken },
        signal,
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
    const logs = { ...this.#options, signal };
    const startTime = logs.clock.now() - REQUEST_LOOK_BACK_MS;
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_SEARCH_PAGES; page += 1) {
      const command = new FilterLogEventsCommand({
        logGroupName: group,
        startTime,
        filterPattern: `"${id}"`,
        limit: 1,
        nextToken,
      });
      const { events = [], nextToken: next } = await callWithRetry(logs, (abortSignal) =>
        logs.client.send(command, { abortSignal }),
      );
      const [event] = events;
      if (event) return { stream: event.logStreamName ?? '', message: event.message ?? '' };
      if (next === undefined) return undefined;
      nextToken = next;
    }
    return undefined;
  }

  #describe(input: DescribeLogStreamsCommandInput, signal: AbortSignal): Promise<DescribeLogStreamsCommandOutput> {
    const logs = { ...this.#options, budget: this.#describeBudget, signal };
    const command = new DescribeLogStreamsCommand(input);
    return callWithRetry(logs, (abortSignal) => logs.client.send(command, { abortSignal }));
  }
}
