import { type ActionContext, action } from '../action.ts';
import { formatEventId } from '../event-id.ts';
import { readEventPage } from '../event-page.ts';
import { findRequestedGroup } from '../find-log-group.ts';
import { findStream, streamsWithPrefix } from '../find-log-stream.ts';
import { tokenScope } from '../list-page.ts';
import { compileMessageFilter } from '../message-filter.ts';
import { createToken, readToken } from '../paging-token.ts';
import { expiryTime } from '../retention.ts';
import { invalidParameter, invalidToken } from '../service-error.ts';
import type { Range, StoredEvent } from '../store/log-event-table.ts';
import type { LogGroup } from '../store/log-group-table.ts';
import { mergeSorted } from '../store/merge-sorted.ts';
import { comparePositions, later } from '../store/position.ts';
import {
  eventsLimit,
  filterPattern,
  logGroupIdentifier,
  logGroupName,
  logStreamName,
  logStreamNames,
  nextToken,
  timestamp,
} from '../validation/members.ts';
import { boolean } from '../validation/shapes.ts';

/** Up to this number of streams, their events are merged. For more streams, the events of the whole group are filtered. */
const MAX_MERGED_STREAMS = 16;

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
export const filterLogEvents = action({
  name: 'FilterLogEvents',
  input: {
    logGroupName,
    logGroupIdentifier,
    logStreamNames,
    logStreamNamePrefix: logStreamName,
    startTime: timestamp,
    endTime: timestamp,
    filterPattern,
    nextToken,
    limit: eventsLimit,
    interleaved: boolean(),
    unmask: boolean(),
  },
  run(input, context) {
    const filter = compileMessageFilter(input.filterPattern);
    const group = findRequestedGroup(context, input);
    if (group.class !== 'STANDARD') {
      throw invalidParameter(`FilterLogEvents does not support log groups of class ${group.class}: ${group.name}`);
    }
    const streams = requestedStreams(context, group, input);
    const scope = tokenScope(context, `FilterLogEvents/${group.id}`);
    const cursor = input.nextToken === undefined ? undefined : readToken(scope, input.nextToken);
    if (input.nextToken !== undefined && cursor === undefined) throw invalidToken();
    const start = { timestamp: Math.max(input.startTime ?? 0, expiryTime(group, context.now())), id: 0 };
    // "Events with a timestamp later than this time are not returned": the range includes the end.
    const end = { timestamp: Math.min(input.endTime ?? MAX_TIMESTAMP, MAX_TIMESTAMP) + 1, id: 0 };
    const after = cursor === undefined ? start : later(start, { timestamp: Number(cursor[0]), id: Number(cursor[1]) });
    const events = readEvents(context, group, streams, { after, before: end, order: 'ascending' });

    const { events: found, last } = readEventPage(
      events,
      input.limit,
      ({ streamName, message }) => (streams === undefined || streams.has(streamName)) && filter(message),
    );
    return {
      events: found.map(({ id, streamName, timestamp, message, ingestionTime }) => ({
        logStreamName: streamName,
        timestamp,
        message,
        ingestionTime,
        eventId: formatEventId({ timestamp, id }),
      })),
      // "As of May 15, 2020, this parameter is no longer supported. This parameter returns an empty list."
      searchedLogStreams: [],
      // Each page with a scanned event has a token, even the last one. The page after the last event is empty and has no token.
      nextToken: last ? createToken(scope, [last.timestamp, last.id]) : undefined,
    };
  },
});

const MAX_TIMESTAMP = Number.MAX_SAFE_INTEGER - 1;

/** The ids of the requested streams, by name. Undefined means all streams. */
function requestedStreams(
  context: ActionContext,
  group: LogGroup,
  { logStreamNames, logStreamNamePrefix }: { logStreamNames?: readonly string[]; logStreamNamePrefix?: string },
): Map<string, number> | undefined {
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  if (logStreamNames === undefined && logStreamNamePrefix === undefined) return undefined;
  const streams = logStreamNames
    ? logStreamNames.map((name) => findStream(context, group, name))
    : streamsWithPrefix(context, group, logStreamNamePrefix ?? '');
  return new Map(Iterator.from(streams).map(({ name, id }) => [name, id]));
}

function readEvents(
  { store }: ActionContext,
  group: LogGroup,
  streams: Map<string, number> | undefined,
  range: Range,
): Iterable<StoredEvent> {
  if (streams === undefined || streams.size > MAX_MERGED_STREAMS) return store.events.inGroup(group.id, range);
  const sources = [...streams.values()].map((id) => store.events.inStream(id, range));
  return mergeSorted(sources, (a, b) => comparePositions(a, b) < 0);
}
