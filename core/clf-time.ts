const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const CLF_TIME = /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;

/** Parses the time of the Common Log Format, which `$context.requestTime` has: `21/Nov/2026:14:02:11 +0000`.
 *  @returns epoch milliseconds; undefined when the text is not such a time. */
export function parseClfTime(text: string): number | undefined {
  const match = CLF_TIME.exec(text);
  if (!match) return undefined;
  const [, day, month = '', year, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const index = MONTHS.indexOf(month);
  if (index < 0) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  const local = Date.UTC(Number(year), index, Number(day), Number(hour), Number(minute), Number(second));
  return sign === '-' ? local + offset : local - offset;
}

/** Formats epoch milliseconds in the Common Log Format, in UTC: `21/Nov/2026:14:02:11 +0000`. */
export function formatClfTime(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}`;
  return `${day}:${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
}
