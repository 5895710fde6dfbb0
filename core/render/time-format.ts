/** Formats the time of day: `14:02:11.480`. The text of the last second is cached, because formatting a time takes longer than
 *  the rest of a line.
 *  @param timeZone an IANA time zone; the machine's by default. */
export function timeFormat(timeZone: string | undefined): (timestamp: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(timeZone !== undefined && { timeZone }),
  });
  let second = Number.NaN;
  let text = '';
  return (timestamp) => {
    const current = Math.floor(timestamp / 1000);
    if (current !== second) {
      second = current;
      text = format.format(current * 1000);
    }
    return `${text}.${String(timestamp - current * 1000).padStart(3, '0')}`;
  };
}

/** Formats a date and time: `2026-11-21 14:02:11.480`.
 *  @param timeZone an IANA time zone; the machine's by default. */
export function formatDateTime(timestamp: number, timeZone: string | undefined): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    ...(timeZone !== undefined && { timeZone }),
  });
  return `${format.format(timestamp)}.${String(timestamp % 1000).padStart(3, '0')}`;
}

/** The options of `dayHeadings`. */
export interface DayOptions {
  /** The time at which the command runs, in epoch milliseconds: lines of that day need no date above them. @default now */
  readonly today?: number;
  /** An IANA time zone; the machine's by default. */
  readonly timeZone?: string;
}

/** Gives the heading `— Fri 2026-11-20 —` for a line whose day differs from the day of the line before it; the first line is
 *  compared with today. Undefined for all other lines. */
export function dayHeadings({ today = Date.now(), timeZone }: DayOptions): (timestamp: number) => string | undefined {
  const format = dayFormat(timeZone);
  let lastDay = format(today);
  return (timestamp) => {
    const day = format(timestamp);
    if (day === lastDay) return undefined;
    lastDay = day;
    return `— ${day} —`;
  };
}

const MINUTE_MS = 60_000;

/** Formats a day: `Fri 2026-11-20`. The text of the last minute is cached: no time zone changes its day within a minute. */
function dayFormat(timeZone: string | undefined): (timestamp: number) => string {
  const zone = { ...(timeZone !== undefined && { timeZone }) };
  const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', ...zone });
  const date = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', ...zone });
  let minute = Number.NaN;
  let text = '';
  return (timestamp) => {
    const current = Math.floor(timestamp / MINUTE_MS);
    if (current !== minute) {
      minute = current;
      text = `${weekday.format(timestamp)} ${date.format(timestamp)}`;
    }
    return text;
  };
}
