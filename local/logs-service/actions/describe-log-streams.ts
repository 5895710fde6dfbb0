import { type ActionContext, action } from '../action.ts';
import { formatEventId } from '../event-id.ts';
import { findRequestedGroup } from '../find-log-group.ts';
import { streamsWithPrefix } from '../find-log-stream.ts';
import { readPage } from '../list-page.ts';
import { logStreamArn } from '../log-group-arn.ts';
import { invalidParameter } from '../service-error.ts';
import type { LogGroup } from '../store/log-group-table.ts';
import type { LogStream, Order } from '../store/log-stream-table.ts';
import { describeLimit, logGroupIdentifier, logGroupName, logStreamName, nextToken } from '../validation/members.ts';
import { boolean, string } from '../validation/shapes.ts';

type Cursor = readonly (string | number)[] | undefined;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export const describeLogStreams = action({
  name: 'DescribeLogStreams',
  input: {
    logGroupName,
    logGroupIdentifier,
    logStreamNamePrefix: logStreamName,
    orderBy: string({ values: ['LogStreamName', 'LastEventTime'] }),
    descending: boolean(),
    nextToken,
    limit: describeLimit,
  },
  run(input, context) {
    const { logStreamNamePrefix: prefix, orderBy = 'LogStreamName', descending = false } = input;
    if (orderBy === 'LastEventTime' && prefix !== undefined) {
      throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const group = findRequestedGroup(context, input);
    const items =
      orderBy === 'LastEventTime'
        ? (cursor: Cursor) => byLastEvent(context, group, descending, cursor)
        : (cursor: Cursor) =>
            streamsWithPrefix(context, group, prefix ?? '', descending, cursor?.[1] as string | undefined);
    const list = `DescribeLogStreams/${group.id}/${orderBy}/${descending}/${prefix ?? ''}`;
    const { items: streams, nextToken } = readPage<LogStream>(context, list, {
      nextToken: input.nextToken,
      limit: input.limit,
      items,
      cursor: (stream) => [stream.lastEventTimestamp ?? 0, stream.name],
    });
    return { logStreams: streams.map((stream) => describe(context, group, stream)), nextToken };
  },
});

function byLastEvent(
  { store }: ActionContext,
  group: LogGroup,
  descending: boolean,
  cursor: Cursor,
): Generator<LogStream> {
  const order: Order = descending ? 'descending' : 'ascending';
  const start = descending ? [Number.MAX_SAFE_INTEGER, ''] : [-1, ''];
  const [timestamp, name] = (cursor ?? start) as [number, string];
  return store.streams.byLastEvent(group.id, order, { timestamp, name });
}

function describe(context: ActionContext, group: LogGroup, stream: LogStream) {
  const { name, creationTime, firstEventTimestamp, lastEventTimestamp, lastIngestionTime } = stream;
  return {
    logStreamName: name,
    creationTime,
    firstEventTimestamp,
    lastEventTimestamp,
    lastIngestionTime,
    uploadSequenceToken:
      lastIngestionTime === undefined ? undefined : formatEventId({ timestamp: lastIngestionTime, id: stream.id }),
    arn: logStreamArn(context, group.name, name),
    // "As of June 17, 2019, this parameter is no longer supported for log streams, and is always reported as zero."
    storedBytes: 0,
  };
}
