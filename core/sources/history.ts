import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '../log-event.ts';
import type { RateBudget } from '../rate-budget.ts';

/** What is read of a log group. Times are epoch milliseconds; `since` is inclusive, `until` exclusive. */
export interface Window {
  readonly group: string;
  readonly since: number;
  readonly until?: number;
}

export interface Reader {
  readonly client: CloudWatchLogsClient;
  /** Shared by everything that calls FilterLogEvents. */
  readonly budget: RateBudget;
  readonly signal: AbortSignal;
}

/** The events of a window, page by page, oldest first. Reads on through empty pages that carry a token.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export async function* history(reader: Reader, window: Window): AsyncGenerator<readonly LogEvent[]> {
  let nextToken: string | undefined;
  do {
    await reader.budget.take(reader.signal);
    const page = await reader.client.send(
      new FilterLogEventsCommand({
        logGroupName: window.group,
        startTime: window.since,
        // The service's endTime is inclusive.
        ...(window.until === undefined ? {} : { endTime: window.until - 1 }),
        ...(nextToken === undefined ? {} : { nextToken }),
      }),
      { abortSignal: reader.signal },
    );
    const events = (page.events ?? []).map((event) => ({
      ...(event.eventId === undefined ? {} : { eventId: event.eventId }),
      group: window.group,
      stream: event.logStreamName ?? '',
      timestamp: event.timestamp ?? 0,
      ingestionTime: event.ingestionTime ?? 0,
      message: event.message ?? '',
    }));
    if (events.length > 0) yield events;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}
