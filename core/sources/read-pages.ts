import type { FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogEvent } from '../log-event.ts';
import { callWithRetry } from './call-with-retry.ts';
import type { LogsContext } from './logs-context.ts';
import { ResumePoint } from './resume-point.ts';
import { isExpiredToken } from './service-errors.ts';

/** Filters that CloudWatch Logs applies. */
export interface Selection {
  /** A CloudWatch filter pattern. */
  readonly filterPattern?: string;
  /** The prefix of the log stream names. */
  readonly streamPrefix?: string;
}

/** The events of one log group to read. Times are epoch milliseconds; `since` is inclusive, `until` exclusive. */
export interface ReadWindow extends Selection {
  readonly group: string;
  readonly since: number;
  readonly until?: number;
}

/** Reads the events of a log group page by page, oldest first. Continues after empty pages with a token, waits out throttles, retries
 *  transient errors, and resumes when a token expires.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export async function* readPages(logs: LogsContext, window: ReadWindow): AsyncGenerator<readonly LogEvent[]> {
  const resume = new ResumePoint(window.since);
  let nextToken: string | undefined;
  do {
    let page: FilterLogEventsCommandOutput;
    try {
      page = await filterLogEvents(logs, { ...window, since: resume.since }, nextToken);
    } catch (error) {
      if (nextToken === undefined || !isExpiredToken(error)) throw error;
      resume.restart();
      nextToken = undefined;
      page = await filterLogEvents(logs, { ...window, since: resume.since }, nextToken);
    }
    const events = (page.events ?? []).map((event) => ({
      ...(event.eventId !== undefined && { eventId: event.eventId }),
      group: window.group,
      stream: event.logStreamName ?? '',
      timestamp: event.timestamp ?? 0,
      ingestionTime: event.ingestionTime ?? 0,
      message: event.message ?? '',
    }));
    const unread = resume.takeUnread(events);
    if (unread.length > 0) yield unread;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

function filterLogEvents(
  logs: LogsContext,
  window: ReadWindow,
  nextToken: string | undefined,
): Promise<FilterLogEventsCommandOutput> {
  const command = new FilterLogEventsCommand({
    logGroupName: window.group,
    startTime: window.since,
    // The service's endTime is inclusive.
    ...(window.until !== undefined && { endTime: window.until - 1 }),
    ...(window.filterPattern !== undefined && { filterPattern: window.filterPattern }),
    ...(window.streamPrefix !== undefined && { logStreamNamePrefix: window.streamPrefix }),
    ...(nextToken !== undefined && { nextToken }),
  });
  return callWithRetry(logs, (abortSignal) => logs.client.send(command, { abortSignal }));
}
