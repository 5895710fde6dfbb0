import { action } from '../action.ts';
import { formatEventId, parseEventId } from '../event-id.ts';
import { readEventPage } from '../event-page.ts';
import { findRequestedGroup } from '../find-log-group.ts';
import { findStream } from '../find-log-stream.ts';
import { expiryTime } from '../retention.ts';
import { invalidToken } from '../service-error.ts';
import type { Range } from '../store/log-event-table.ts';
import { earlier, later, type Position } from '../store/position.ts';
import {
  eventsLimit,
  logGroupIdentifier,
  logGroupName,
  logStreamName,
  nextToken,
  timestamp,
} from '../validation/members.ts';
import { boolean, required } from '../validation/shapes.ts';

/** After all events. */
const END: Position = { timestamp: Number.MAX_SAFE_INTEGER, id: 0 };

/** A token is a position and a direction: `f/<event id>/s` continues after the event, `b/<event id>/s` before it. */
interface Token {
  readonly direction: 'f' | 'b';
  readonly position: Position;
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export const getLogEvents = action({
  name: 'GetLogEvents',
  input: {
    logGroupName,
    logGroupIdentifier,
    logStreamName: required(logStreamName),
    startTime: timestamp,
    endTime: timestamp,
    nextToken,
    limit: eventsLimit,
    startFromHead: boolean(),
    unmask: boolean(),
  },
  run(input, context) {
    const token = input.nextToken === undefined ? undefined : parseToken(input.nextToken);
    const group = findRequestedGroup(context, input);
    const stream = findStream(context, group, input.logStreamName);
    const forward = token ? token.direction === 'f' : input.startFromHead === true;

    const start = { timestamp: Math.max(input.startTime ?? 0, expiryTime(group, context.now())), id: 0 };
    const end = input.endTime === undefined ? END : { timestamp: input.endTime, id: 0 };
    const range: Range = {
      after: token && forward ? later(start, token.position) : start,
      before: token && !forward ? earlier(end, token.position) : end,
      order: forward ? 'ascending' : 'descending',
    };
    const { events: found } = readEventPage(context.store.events.inStream(stream.id, range), input.limit);
    const events = forward ? found : found.toReversed();

    // For an empty page, the token in the same direction does not change, and the opposite token starts at the same position.
    const current = token?.position ?? start;
    const first = events[0] ?? (forward ? { ...current, id: current.id + 1 } : current);
    const last = events.at(-1) ?? (forward ? current : { ...current, id: Math.max(0, current.id - 1) });
    return {
      events: events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
      nextForwardToken: `f/${formatEventId(last)}/s`,
      nextBackwardToken: `b/${formatEventId(first)}/s`,
    };
  },
});

function parseToken(text: string): Token {
  const [, direction, id = ''] = /^([fb])\/(\d{56})\/s$/.exec(text) ?? [];
  const position = parseEventId(id);
  if (!position) throw invalidToken();
  return { direction: direction as 'f' | 'b', position };
}
