import { UsageError } from '../errors.ts';

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

export interface TimeContext {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The IANA zone of a time without a zone. @default the machine's */
  readonly timeZone?: string | undefined;
}

/** Parses a point in time: a duration before now (`10m`, `2h30m`, `3d`), ISO 8601, an epoch in seconds or milliseconds, or words
 *  (`yesterday 14:00`, `last monday`). A time or date without a zone is in `timeZone`.
 *  @returns epoch milliseconds.
 *  @throws UsageError for any other text. */
export async function parseTime(input: string, { now, timeZone }: TimeContext): Promise<number> {
  const text = input.trim();
  const duration = parseDuration(text);
  if (duration !== undefined) return now - duration;
  // Until the year 2286, epochs have ten digits in seconds and thirteen in milliseconds.
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const time = ISO.test(text) ? parseIso(text, timeZone) : await parseWords(text, { now, timeZone });
  if (time !== undefined && !Number.isNaN(time)) return time;
  throw new UsageError(
    `"${input}" is not a time.`,
    'Write a duration (10m, 2h30m, 3d), a date (2026-11-21T14:00Z), words (yesterday 14:00, last monday), or an epoch in seconds.',
  );
}

/** Parses a duration such as `90s`, `2h30m` or `3d`.
 *  @returns milliseconds; undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+[smhdw])+$/.test(text)) return undefined;
  const parts = text.matchAll(/(\d+)([smhdw])/g);
  return [...parts].reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS_MS[unit ?? ''] ?? 0), 0);
}

const ISO = /^\d{4}-\d\d-\d\d/;
const ISO_WITH_ZONE = /[T ]\d.*(Z|[+-]\d\d:?\d\d)$/i;

/** @returns NaN for an invalid date. */
function parseIso(text: string, timeZone: string | undefined): number {
  if (ISO_WITH_ZONE.test(text)) return Date.parse(text);
  const wallTime = Date.parse(/\d[T ]\d/.test(text) ? `${text}Z` : text);
  return Number.isNaN(wallTime) ? wallTime : fromWallTime(wallTime, timeZone);
}

/** Parses words. A day without a time means its start. Logs are in the past: a weekday, a date without a year or a time of day
 *  that would be in the future means the previous one.
 *  @returns undefined unless all words together name one time, and for dates that Europe and America read differently
 *  (`1/5/2026`). */
async function parseWords(text: string, { now, timeZone }: TimeContext): Promise<number | undefined> {
  // Loaded only when needed: most times are not written in words.
  const { casual } = await import('chrono-node/en');
  const wallNow = toWallTime(now, timeZone);
  const [found] = casual.parse(text, { instant: new Date(now), timezone: Math.round((wallNow - now) / 60_000) });
  if (found?.text.length !== text.length || found.end) return undefined;
  const { start } = found;
  const tags = [...start.tags()].join();
  if (tags.includes('SlashDateFormat')) return undefined;
  // "2 hours ago", "14:00 UTC"
  if (start.isCertain('timezoneOffset')) return start.date().getTime();
  const [year, month, day, hour, minute, second] = COMPONENTS.map((name) => start.get(name) ?? 0) as WallTime;
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // "last week" is this time of day a week ago, and "this morning" has a time of day.
  if (!start.isCertain('hour') && !/relativeDate|morning|afternoon|evening|night/i.test(tags))
    wall.setUTCHours(0, 0, 0, 0);
  if (wall.getTime() > wallNow) {
    if (start.isCertain('weekday')) wall.setUTCDate(wall.getUTCDate() - 7);
    else if (start.isCertain('month') && !start.isCertain('year')) wall.setUTCFullYear(wall.getUTCFullYear() - 1);
    else if (!start.isCertain('day') && !start.isCertain('month')) wall.setUTCDate(wall.getUTCDate() - 1);
  }
  return fromWallTime(wall.getTime(), timeZone);
}

const COMPONENTS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
type WallTime = [year: number, month: number, day: number, hour: number, minute: number, second: number];

/** The local time in the zone at that time, as if it were UTC. Both are epoch milliseconds. */
function toWallTime(time: number, timeZone: string | undefined): number {
  const format = new Intl.DateTimeFormat('en-CA-u-hc-h23', {
    ...(timeZone !== undefined && { timeZone }),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  const wall = `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`;
  return Date.parse(wall) + (((time % 1000) + 1000) % 1000);
}

/** The time at which the zone has this local time. A local time that occurs twice, at the end of daylight saving time, means the
 *  first; one that is skipped, at its start, is moved by the length of the gap. */
function fromWallTime(wallTime: number, timeZone: string | undefined): number {
  const offsetAt = (time: number) => toWallTime(time, timeZone) - time;
  const before = wallTime - offsetAt(wallTime - 86_400_000);
  const after = wallTime - offsetAt(wallTime + 86_400_000);
  return toWallTime(before, timeZone) === wallTime ? before : toWallTime(after, timeZone) === wallTime ? after : before;
}
