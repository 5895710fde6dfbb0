import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from 'aws-lambda';
import type { LogEvent } from '../../core/log-event.ts';

const unzip = promisify(gunzip);

/** A delivery has at most 6 MB when it is packed; log lines shrink to a tenth. */
const MAX_DELIVERY_BYTES = 100 * 1024 * 1024;

/** Unpacks what a subscription filter delivers. Control messages, by which the service tries the function, hold no events.
 *  @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html */
export async function readSubscriptionEvent(event: CloudWatchLogsEvent): Promise<readonly LogEvent[]> {
  const packed = Buffer.from(event.awslogs.data, 'base64');
  const text = (await unzip(packed, { maxOutputLength: MAX_DELIVERY_BYTES })).toString();
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
