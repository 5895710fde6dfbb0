import type { Position } from './store/position.ts';

const ID_BITS = 144n;
const ID_MASK = (1n << ID_BITS) - 1n;

/** The service's event id: 56 decimal digits of a number whose bits from 144 up are the event's timestamp, as those in
 *  AWS's own examples are ("31953106606966983378809025079804211143289615424298221568" is of time 1432826855000:
 *  https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/SubscriptionFilters.html). Ids sort as events do. */
export function eventId({ timestamp, id }: Position): string {
  return ((BigInt(timestamp) << ID_BITS) | BigInt(id)).toString().padStart(56, '0');
}

/** The place that an id names; undefined where the text is not 56 digits. */
export function positionOf(eventId: string): Position | undefined {
  if (!/^\d{56}$/.test(eventId)) return undefined;
  const number = BigInt(eventId);
  const id = number & ID_MASK;
  return { timestamp: Number(number >> ID_BITS), id: Number(id < MAX_ID ? id : MAX_ID) };
}

const MAX_ID = BigInt(Number.MAX_SAFE_INTEGER);
