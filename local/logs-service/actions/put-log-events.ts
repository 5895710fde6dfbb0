import { action } from '../action.ts';
import { formatEventId } from '../event-id.ts';
import { findGroup } from '../find-log-group.ts';
import { findStream } from '../find-log-stream.ts';
import { DAY_MS, expiryTime } from '../retention.ts';
import { invalidParameter } from '../service-error.ts';
import { EVENT_OVERHEAD_BYTES } from '../store/log-event-table.ts';
import { logGroupName, logStreamName, timestamp } from '../validation/members.ts';
import { list, map, required, string, structure } from '../validation/shapes.ts';

const MAX_BATCH_BYTES = 1_048_576;
const MAX_BATCH_EVENTS = 10_000;
const MAX_BATCH_SPAN_MS = DAY_MS;
const MAX_AGE_MS = 14 * DAY_MS;
const MAX_AHEAD_MS = 2 * 60 * 60 * 1000;

interface Event {
  readonly timestamp: number;
  readonly message: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html */
export const putLogEvents = action({
  name: 'PutLogEvents',
  input: {
    logGroupName: required(logGroupName),
    logStreamName: required(logStreamName),
    logEvents: required(
      list(structure('InputLogEvent', { timestamp: required(timestamp), message: required(string({ min: 1 })) }), {
        min: 1,
        max: MAX_BATCH_EVENTS,
      }),
    ),
    sequenceToken: string({ min: 1 }),
    entity: structure('Entity', {
      keyAttributes: map(string({ min: 1, max: 32 }), string({ min: 1, max: 512 }), { min: 2, max: 4 }),
      attributes: map(string({ min: 1, max: 256 }), string({ min: 1, max: 512 }), { min: 0, max: 10 }),
    }),
  },
  run({ logGroupName, logStreamName, logEvents }, context) {
    checkSize(logEvents);
    checkOrder(logEvents);
    const group = findGroup(context, logGroupName);
    const stream = findStream(context, group, logStreamName);
    const now = context.now();
    const { accepted, rejectedLogEventsInfo } = splitRejected(logEvents, now, expiryTime(group, now));
    checkSpan(accepted);
    context.store.append(group, stream, accepted, now);
    return { nextSequenceToken: formatEventId({ timestamp: now, id: stream.id }), rejectedLogEventsInfo };
  },
});

function checkSize(events: readonly Event[]): void {
  let bytes = 0;
  for (const { message } of events) {
    const size = Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
    if (size > MAX_BATCH_BYTES) {
      throw invalidParameter(`Log event too large: ${size} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
    }
    bytes += size;
  }
  if (bytes > MAX_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MAX_BATCH_BYTES}`);
  }
}

function checkOrder(events: readonly Event[]): void {
  let previous = 0;
  for (const { timestamp } of events) {
    if (timestamp < previous) {
      throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
    }
    previous = timestamp;
  }
}

/** Rejects events that are too old, expired or too new. Because the events are in order, these are at the start and the end. */
function splitRejected(events: readonly Event[], now: number, expiry: number) {
  const indexFrom = (time: number) => {
    const index = events.findIndex(({ timestamp }) => timestamp >= time);
    return index === -1 ? events.length : index;
  };
  const tooOldEnd = indexFrom(now - MAX_AGE_MS);
  const expiredEnd = indexFrom(expiry);
  const tooNewStart = indexFrom(now + MAX_AHEAD_MS + 1);
  const rejected = {
    ...(tooOldEnd > 0 && { tooOldLogEventEndIndex: tooOldEnd }),
    ...(expiredEnd > tooOldEnd && { expiredLogEventEndIndex: expiredEnd }),
    ...(tooNewStart < events.length && { tooNewLogEventStartIndex: tooNewStart }),
  };
  return {
    accepted: events.slice(Math.max(tooOldEnd, expiredEnd), tooNewStart),
    rejectedLogEventsInfo: Object.keys(rejected).length > 0 ? rejected : undefined,
  };
}

function checkSpan(events: readonly Event[]): void {
  const first = events[0];
  const last = events.at(-1);
  if (first && last && last.timestamp - first.timestamp > MAX_BATCH_SPAN_MS) {
    throw invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
}
