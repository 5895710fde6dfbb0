import type { Position } from './store/position.ts';

const ID_BITS = 144n;
const ID_MASK = (1n << ID_BITS) - 1n;

/** The id of an event in the service: 56 decimal digits of a number. Its bits from 144 up are the timestamp of the event, as in the
 *  examples of AWS: "31953106606966983378809025079804211143289615424298221568" has the timestamp 1432826855000
 *  (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/SubscriptionFilters.html). Ids have the same order as events. */
export function formatEventId({ timestamp, id }: Position): string {
  return ((BigInt(timestamp) << ID_BITS) | BigInt(id)).toString().padStart(56, '0');
}

/** The position in an event id. Undefined if the text is not an event id. */
export function parseEventId(eventId: string): Position | undefined {
  if (!/^\d{56}$/.test(eventId)) return undefined;
  const number = BigInt(eventId);
  const id = number & ID_MASK;
  return { timestamp: Number(number >> ID_BITS), id: Number(id < MAX_ID ? id : MAX_ID) };
}

const MAX_ID = BigInt(Number.MAX_SAFE_INTEGER);
