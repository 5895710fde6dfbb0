import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from 'aws-lambda';
import type { LogEvent } from '../../core/log-event.ts';

const unzip = promisify(gunzip);

/** The maximum size of a delivery after decompression. Compressed, it has at most 6 MB; log lines shrink to about a tenth. */
const MAX_DELIVERY_BYTES = 100 * 1024 * 1024;

/** Decompresses a delivery of a subscription filter. A control message, with which CloudWatch Logs checks the function, has
 *  no events.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
export async function readSubscriptionEvent(event: CloudWatchLogsEvent): Promise<readonly LogEvent[]> {
  const compressed = Buffer.from(event.awslogs.data, 'base64');
  const text = (await unzip(compressed, { maxOutputLength: MAX_DELIVERY_BYTES })).toString();
  const { messageType, logGroup, logStream, logEvents } = JSON.parse(text) as CloudWatchLogsDecodedData;
  if (messageType !== 'DATA_MESSAGE') return [];
  return logEvents.map(({ id, timestamp, message }) => ({
    eventId: id,
    group: logGroup,
    stream: logStream,
    timestamp,
    ingestionTime: timestamp,
    message,
  }));
}
