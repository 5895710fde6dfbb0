import { type FilteredLogEvent, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { LogRecord } from '../../core/log-event.ts';
import { parseEvent } from '../../core/parse/parse-event.ts';
import type { Deployment } from './deployment.ts';
import { waitFor } from './wait-for.ts';

/** API Gateway and Lambda write their lines within seconds, sometimes within a minute. */
const TIMEOUT_MS = 180_000;

/** Waits for the lines of a log group that contain a text, and parses them.
 *  @param isComplete whether all lines have arrived.
 *  @returns the lines that arrived until then, or until the timeout. */
export async function linesWith(
  text: string,
  group: string,
  deployment: Deployment,
  isComplete: (lines: readonly LogRecord[]) => boolean,
): Promise<LogRecord[]> {
  const { clients, startedAt, clock, signal } = deployment.options;
  let lines: LogRecord[] = [];
  await waitFor(
    async () => {
      const events: FilteredLogEvent[] = [];
      // A page may be empty, and the next one not.
      // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
      const input = { logGroupName: group, filterPattern: `"${text}"`, startTime: startedAt };
      for await (const page of paginateFilterLogEvents({ client: clients.logs }, input)) {
        events.push(...(page.events ?? []));
      }
      lines = events.map(({ eventId, logStreamName = '', timestamp = 0, ingestionTime = 0, message = '' }) =>
        parseEvent({
          ...(eventId !== undefined && { eventId }),
          group,
          stream: logStreamName,
          timestamp,
          ingestionTime,
          message,
        }),
      );
      return isComplete(lines) ? true : undefined;
    },
    { clock, signal, timeoutMs: TIMEOUT_MS },
  );
  return lines;
}
