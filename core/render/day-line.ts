export interface DayOptions {
  /** The time at which the command runs, epoch milliseconds: lines of that day need no date above them. @default now */
  readonly today?: number;
  /** An IANA time zone; the machine's by default. */
  readonly timeZone?: string;
}

/** Of lines that show only the time of day, whose day they are: gives `— Fri 2026-11-20 —` before a line of another day than the line
 *  before it, or, for the first line, than today; undefined for the others. */
export function dayLines({ today = Date.now(), timeZone }: DayOptions): (timestamp: number) => string | undefined {
  const dayOf = dayFormat(timeZone);
  let last = dayOf(today);
  return (timestamp) => {
    const day = dayOf(timestamp);
    if (day === last) return undefined;
    last = day;
    return `— ${day} —`;
  };
}

const MINUTE_MS = 60_000;

/** `Fri 2026-11-20`; kept a minute long, since formatting a date costs more than all the rest of a line. */
function dayFormat(timeZone: string | undefined): (timestamp: number) => string {
  const zone = timeZone === undefined ? {} : { timeZone };
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
